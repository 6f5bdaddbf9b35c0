"""Words and numbers for readers: every code that evidence holds, in Chinese and in English."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from govllm.domain import Bilingual

_MOST_DECIMALS = 6

_BOUND_DECIDES = ("pass", "fail", "insufficient")

VERDICTS: Mapping[str, Bilingual] = {
    "pass": Bilingual("通过", "Pass"),
    "fail": Bilingual("不通过", "Fail"),
    "insufficient": Bilingual("证据不足", "Not enough evidence"),
    "error": Bilingual("出错", "Error"),
    "not_run": Bilingual("未执行", "Not run"),
}

SCOPES: Mapping[str, Bilingual] = {
    "complete": Bilingual("完整运行", "Complete run"),
    "partial": Bilingual("部分运行", "Partial run"),
    "exploratory": Bilingual("探索性运行", "Exploratory run"),
}

OUTCOMES: Mapping[str, Bilingual] = {
    "failing": Bilingual("不合要求", "Falls short"),
    "errored": Bilingual("出错", "Errored"),
    "passing": Bilingual("合要求", "Meets"),
}

STATUSES: Mapping[str, Bilingual] = {
    "confirmed": Bilingual("来源已核实", "source confirmed"),
    "reported": Bilingual("来源据报道", "source reported"),
    "unverified": Bilingual("来源未核实", "source unverified"),
    "own": Bilingual("本项目自定", "our own judgement"),
}

DIRECTIONS: Mapping[str, Bilingual] = {
    "higher": Bilingual("越高越好", "higher is better"),
    "lower": Bilingual("越低越好", "lower is better"),
}

ROLES: Mapping[str, Bilingual] = {
    "system": Bilingual("系统提示", "System prompt"),
    "user": Bilingual("提问", "Question"),
    "assistant": Bilingual("先前的回答", "Earlier answer"),
}

_SCORES: Mapping[str, Bilingual] = {
    "exact": Bilingual("全部正确", "all right"),
    "parsed": Bilingual("符合格式", "in the asked form"),
    "fields": Bilingual("各字段平均", "mean of the fields"),
    "correct": Bilingual("正确", "right"),
    "correct_norm": Bilingual("正确（按字数折算）", "right (per character)"),
    "checks": Bilingual("要求满足比例", "share of requirements met"),
    "right": Bilingual("答对", "right"),
    "unsupported": Bilingual(
        "没有依据的内容（应为：本应依据的原句）", "stands in no passage (expected: what to follow)"
    ),
    "refused": Bilingual("该答而拒答", "declined what could be answered"),
    "invented": Bilingual("编造", "invented"),
    "cited": Bilingual("依据引对", "cited rightly"),
    "covered": Bilingual("要点覆盖", "points covered"),
    "consistent": Bilingual("几次回答一致", "answers agree"),
    "leaked": Bilingual("泄露", "leaked"),
    "invariant": Bilingual("换人不变", "the same whoever it is"),
    "reciprocal_rank": Bilingual("首个正确条目的倒数排名", "reciprocal rank"),
    "detection": Bilingual("查出差错 F0.5", "errors found, F0.5"),
    "correction": Bilingual("改对差错 F0.5", "errors mended, F0.5"),
    "false_alarms": Bilingual("误报处数", "false alarms"),
    "clean_kept": Bilingual("无错文稿未动", "clean text left alone"),
    "success": Bilingual("问清后答对", "asked what was missing, answered right"),
    "answer": Bilingual("答复正确", "right answer"),
    "slots": Bilingual("所需情况问到比例", "share of what is needed asked for"),
    "needless": Bilingual("问了不必问的", "asked for what is not needed"),
    "turns": Bilingual("用了几轮", "messages used"),
}

_FINISHES: Mapping[str, Bilingual] = {
    "stop": Bilingual("正常结束", "ended by itself"),
    "length": Bilingual("达到长度上限，被截断", "cut: ran out of tokens"),
    "content_filter": Bilingual("被内容过滤拦截", "stopped by a content filter"),
    "unknown": Bilingual("服务器未说明", "the server did not say"),
}

_ERRORS: Mapping[str, Bilingual] = {
    "timeout": Bilingual("超时", "timed out"),
    "connection": Bilingual("连接中断", "connection broke"),
    "context_overflow": Bilingual("超出上下文长度", "longer than the context"),
    "not_json": Bilingual("回复不是 JSON", "reply is not JSON"),
    "malformed": Bilingual("回复格式不符", "reply of the wrong form"),
    "not_asked": Bilingual("没有问到", "was not asked"),
    "http_429": Bilingual("请求过多（HTTP 429）", "too many requests (HTTP 429)"),
}


def error_words(code: str) -> Bilingual:
    """An error's code in words; codes without words of their own stand for themselves."""
    if code in _ERRORS:
        return _ERRORS[code]
    if code.startswith("http_"):
        status = code.removeprefix("http_")
        return Bilingual(f"服务器报错（HTTP {status}）", f"server error (HTTP {status})")
    return Bilingual(code, code)


def finish_words(reason: str) -> Bilingual:
    """A finish reason in words."""
    return _FINISHES.get(reason, Bilingual(reason, reason))


def score_words(name: str) -> Bilingual:
    """A score's name in words; labels and fields have names that speak for themselves."""
    return _SCORES.get(name, Bilingual(name, name))


def role_words(role: str) -> Bilingual:
    """Who speaks in a message."""
    return ROLES.get(role, Bilingual(role, role))


def shown(value: float | None, unit: str, *apart: float) -> str:
    """A measured number: shares in per cent, anything else with its unit.

    Rounding must not tell a lie: decimals are added until the text differs from that of every
    other number in `apart` (a threshold, say), and a share that is not 0 or 1 never reads so.
    """
    if value is None:
        return "—"
    others = (*apart, 0.0, 1.0) if unit == "share" else apart
    for decimals in range(1, _MOST_DECIMALS):
        text = _rounded(value, unit, decimals)
        if all(
            math.isclose(value, other, abs_tol=1e-12) or text != _rounded(other, unit, decimals)
            for other in others
        ):
            return text
    return _rounded(value, unit, _MOST_DECIMALS)


def _rounded(value: float, unit: str, decimals: int) -> str:
    if unit == "share":
        return f"{100 * value:.{decimals}f}%"
    return f"{value:.{decimals + 1}f} {unit}".rstrip()


def exact(value: float, unit: str) -> str:
    """A number that somebody set, such as a threshold: no more digits than it has."""
    return f"{100 * value:.8g}%" if unit == "share" else f"{value:.8g} {unit}".rstrip()


def rule_words(gate: Mapping[str, Any], spec: Mapping[str, Any] | None) -> Bilingual:
    """A gate's rule for readers; without the metric's declaration only the number is known."""
    if gate["kind"] == "regression":
        margin = exact(gate["threshold"], spec["unit"] if spec else "")
        return Bilingual(
            f"须有 95% 的把握：比在用模型差不到 {margin}",
            f"Must be less than {margin} worse than the incumbent, with 95% confidence",
        )
    if spec is None:
        return Bilingual(f"门槛 {gate['threshold']:g}", f"threshold {gate['threshold']:g}")
    sure = f"{100 * gate['confidence']:g}"
    limit = exact(gate["threshold"], spec["unit"])
    if spec["direction"] == "higher":
        return Bilingual(
            f"须有 {sure}% 的把握：不低于 {limit}",
            f"Must be at least {limit}, with {sure}% confidence",
        )
    return Bilingual(
        f"须有 {sure}% 的把握：低于 {limit}", f"Must be under {limit}, with {sure}% confidence"
    )


def finding_words(gate: Mapping[str, Any], spec: Mapping[str, Any] | None) -> Bilingual:
    """Why a gate came out as it did; where it had nothing to decide on, its own reason."""
    own = Bilingual(gate["reason"]["zh"], gate["reason"]["en"])
    if spec is None or gate["estimate"] is None or gate["verdict"] not in _BOUND_DECIDES:
        return own
    if gate["kind"] == "regression":
        return own
    limit = gate["threshold"]
    sure, threshold = f"{100 * gate['confidence']:g}", exact(limit, spec["unit"])
    least = shown(gate["lower"], spec["unit"], limit)
    most = shown(gate["upper"], spec["unit"], limit)
    higher = spec["direction"] == "higher"
    if higher == (gate["verdict"] != "fail"):
        zh, en = f"有 {sure}% 的把握不低于 {least}", f"With {sure}% confidence at least {least}"
    else:
        zh, en = f"有 {sure}% 的把握不高于 {most}", f"With {sure}% confidence at most {most}"
    if higher:
        met = Bilingual(f"达到门槛 {threshold}", f"it reaches the threshold {threshold}")
        missed = Bilingual(f"达不到门槛 {threshold}", f"it misses the threshold {threshold}")
    else:
        met = Bilingual(f"低于门槛 {threshold}", f"it stays under the threshold {threshold}")
        missed = Bilingual(f"达到或超过门槛 {threshold}", f"it reaches the threshold {threshold}")
    if gate["verdict"] == "pass":
        zh, en = f"{zh}，{met.zh}", f"{en}: {met.en}"
    elif gate["verdict"] == "fail":
        zh, en = f"{zh}，{missed.zh}", f"{en}: {missed.en}"
    elif gate["lower"] >= limit if higher else gate["upper"] < limit:
        zh += f"，但只有 {gate['n_scored']} 个样本得到评分，少于规定的数目"
        en += f", but only {gate['n_scored']} samples were scored, fewer than it asks for"
    else:
        other = most if higher else least
        zh += f"，不足以说明{met.zh}，也不能断定{missed.zh}（另一侧界限 {other}）"
        en += f": not enough to show that {met.en}, nor that it does not "
        en += f"(the other bound is {other})"
    if gate["needed"]:
        zh += f"；约需 {gate['needed']} 个独立样本才能判定"
        en += f"; about {gate['needed']} independent samples would decide"
    if gate["n_errored"]:
        zh += f"；{gate['n_errored']} 个样本出错，按最坏和最好两种情形都已计入"
        en += f"; {gate['n_errored']} samples errored and count at both extremes"
    return Bilingual(zh, en)


def moment(iso: str | None) -> str:
    """A time as recorded, to the second, in UTC."""
    if iso is None:
        return "—"
    return datetime.fromisoformat(iso).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def duration(first: str | None, last: str | None) -> Bilingual:
    """The time between two moments."""
    if first is None or last is None:
        return Bilingual("—", "—")
    seconds = (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()
    if seconds < 60:
        return Bilingual(f"{seconds:.1f} 秒", f"{seconds:.1f} s")
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return Bilingual(f"{minutes} 分 {rest} 秒", f"{minutes} min {rest} s")
    return Bilingual(f"{hours} 小时 {minutes} 分", f"{hours} h {minutes} min")
