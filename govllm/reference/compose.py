"""Composes training cases from the hand-written material: dispatch cases and ticket calls.

Everything is drawn from a seeded generator; the same seed and material give the same cases.
"""

import datetime as dt
import random
from dataclasses import dataclass

from govllm.reference import noise, speech
from govllm.reference.cases import DISPATCH, FIELDS, TICKET, Case
from govllm.reference.material import Core, Material

_RANK = {"一般": 0, "较急": 1, "紧急": 2}


@dataclass(frozen=True)
class Composer:
    """Draws cases.

    Attributes:
        bodies: from a matter to the body that answers for it.
        published: cases that others read have no losses, and numbers that are nobody's.
    """

    material: Material
    bodies: dict[str, str]
    districts: tuple[str, ...]
    letters: str
    published: bool = False

    def _pick(self, rng: random.Random, section: str) -> str:
        return rng.choice(self.material.pieces[section])

    def _core(self, rng: random.Random) -> Core:
        """A core; matters with few cores are drawn as often as those with many."""
        return rng.choice(self.material.cores)

    def _phrase(self, rng: random.Random) -> Core:
        matter, phrase = rng.choice(self.material.phrases)
        others = [p for m, p in self.material.phrases if m == matter]
        text = self._pick(rng, "frame").replace("{p}", phrase)
        if rng.random() < 0.35:
            text += "，" + rng.choice(self.material.pieces["frame"][:8]).replace(
                "{p}", rng.choice(others)
            )
        return Core(-1, matter, self.bodies[matter], "", "", text + "。")

    def _rough(self, text: str, rng: random.Random) -> str:
        """Losses and errors in a core, so that no two passes over it are the same."""
        if self.published:
            return (
                noise.mishear(text, self.material.sounds, rng, 0.3) if rng.random() < 0.1 else text
            )
        if rng.random() < 0.25:
            text = noise.drop_clause(text, rng)
        if rng.random() < 0.2:
            text = noise.mishear(text, self.material.sounds, rng, 0.5)
        if rng.random() < 0.5:
            text = noise.smudge(text, self.letters, rng, rng.choice((0.03, 0.06, 0.12)))
        if rng.random() < 0.2:
            text = noise.stammer(text, self.material.pieces["filler"], rng)
        if rng.random() < 0.12:
            text = noise.unpunctuate(text, rng)
        return text

    def _where(self, rng: random.Random) -> tuple[str, str | None, str | None]:
        """A place as said, its district, and the place without it."""
        place = speech.place(rng, self.material)
        district = rng.choice(self.districts)
        draw = rng.random()
        if draw < 0.8:
            return district + rng.choice(("", "", "的")) + place, district, place
        return place, None, place

    def _fill(self, text: str, rng: random.Random) -> str:
        """Place and time put in where only the sense of a case matters."""
        where = (
            self._where(rng)[0]
            if rng.random() < 0.6
            else rng.choice(("我们小区", "我家这边", "我们这儿", "附近"))
        )
        when = (
            self._pick(rng, "time")
            if rng.random() < 0.6
            else speech.date(rng, dt.date(2026, 3, 5)).words
        )
        return text.replace("{地点}", where).replace("{时间}", when)

    def _two(self, rng: random.Random, first: Core, second: Core) -> tuple[str, Core]:
        """Two matters in one call, and the one that counts."""
        joint = self._pick(rng, "second")
        text = self._rough(first.text, rng) + joint + self._rough(second.text, rng)
        if _RANK[first.urgency] != _RANK[second.urgency] and rng.random() < 0.4:
            return text, max(first, second, key=lambda core: _RANK[core.urgency])
        if rng.random() < 0.5:
            return text + self._pick(rng, "first_this"), first
        return text + self._pick(rng, "first_that"), second

    def words(self, rng: random.Random) -> tuple[str, str]:
        """A core or a phrase without the talk around it, and its matter."""
        core = self._phrase(rng) if rng.random() < 0.3 else self._core(rng)
        text = core.text.replace("{地点}", "").replace("{时间}", "")
        return text, core.matter

    def _more(self, rng: random.Random, core: Core) -> tuple[str, Core]:
        """A longer telling: the core with parts of its matter's other cores and phrases."""
        cores = [c for c in self.material.cores if c.matter == core.matter]
        other = rng.choice([c for c in cores if _RANK[c.urgency] <= _RANK[core.urgency]])
        phrases = [p for m, p in self.material.phrases if m == core.matter]
        first, second = self._rough(core.text, rng), self._rough(other.text, rng)
        extra = "，".join(rng.sample(phrases, 2)) + rng.choice(("，", "。"))
        second = second.replace("{地点}", "").replace("{时间}", "")
        parts = rng.choice(
            ((first, second), (second, first), (first, extra), (extra, first, second))
        )
        return rng.choice(("", "", "，", "。")).join(parts), core

    def dispatch(self, rng: random.Random, phrases: float = 0.2) -> Case:
        """A case for the dispatch desk."""
        bare = rng.random() < phrases
        core = self._phrase(rng) if bare else self._core(rng)
        draw = rng.random()
        if not bare and draw < 0.1:
            text, core = self._two(rng, core, self._core(rng))
        elif not bare and draw < 0.5:
            text, core = self._more(rng, core)
        else:
            text = self._rough(core.text, rng)
        if rng.random() < 0.5:
            text = self._pick(rng, "opening") + text
        draw = rng.random()
        if draw < 0.24:
            text = "".join(rng.sample(self.material.pieces["ramble"], rng.randint(1, 3))) + text
        elif draw < 0.36:
            text = text + self._pick(rng, "ramble")
        elif draw < 0.5:
            text = (
                self._pick(rng, "rant") + text
                if rng.random() < 0.4
                else text + self._pick(rng, "rant")
            )
        if rng.random() < 0.5:
            text += self._pick(rng, "closing")
        text = self._fill(text, rng)
        text = noise.commas(text, rng)
        known = {"承办单位"} if bare else {"承办单位", "紧急程度"}
        target: dict[str, str | None] = {"承办单位": core.body, "紧急程度": core.urgency or "一般"}
        return Case(DISPATCH, core.index, {"case": text}, target, frozenset(known))

    def ticket(self, rng: random.Random, short: float = 0.3, phrases: float = 0.15) -> Case:
        """A call with the ticket it should become; `short` is the share with little talk in it."""
        bare = rng.random() < phrases
        core = self._phrase(rng) if bare else self._core(rng)
        brief = rng.random() < short
        called = dt.datetime(2025, 10, 1, tzinfo=dt.UTC) + dt.timedelta(
            minutes=rng.randrange(60 * 24 * 300)
        )
        target: dict[str, str | None] = dict.fromkeys(FIELDS)
        lines: list[str] = []
        text, core = self._speech(rng, core, bare or brief)
        target["诉求类型"] = core.kind or rng.choice(("投诉", "求助"))
        target["事项类型"] = core.matter
        text = self._place_and_date(rng, text, called.date(), target)
        hello, said_place, said_date = "", "{地点}" in core.text, "{时间}" in core.text
        if not brief and rng.random() < 0.3:
            text += "" if rng.random() < 0.5 else self._pick(rng, "rant")
        if not brief or rng.random() < 0.5:
            lines.append("话务员：" + self._pick(rng, "agent_open"))
        introduced = rng.random() < 0.12
        name_words, name, address = speech.caller(rng, self.material)
        if introduced:
            hello = name_words + "，"
            target["来电人"] = name.value
        if rng.random() < 0.6:
            hello = self._pick(rng, "opening") + hello
        lines.append("来电人：" + hello + text)
        if not brief and rng.random() < 0.5:
            lines[-1:] = self._turns(rng, lines[-1])
        if not brief and rng.random() < 0.3:
            lines.append("话务员：" + self._pick(rng, "agent_ack"))
            lines.append("来电人：" + self._pick(rng, "ramble"))
        turns = [("name", introduced), ("phone", False), ("secret", False)]
        turns += [("place", said_place and target["地点"] is not None), ("date", said_date)]
        asked = [turn for turn, done in turns if not done]
        order = ["place", "date", "name", "phone", "secret"]
        asked.sort(key=lambda turn: order.index(turn) + rng.random() * 1.6)
        target["要求保密"] = "否"
        for turn in asked:
            if rng.random() < (0.88 if turn in ("name", "phone") else 0.65):
                self._turn(
                    rng, turn, lines, target, called.date(), (name_words, name.value, address)
                )
        if (introduced and rng.random() < 0.8) or (target["来电人"] is None and rng.random() < 0.1):
            lines.insert(
                2 if len(lines) > 2 else len(lines),
                f"话务员：{address}您好，" + self._pick(rng, "agent_ack"),
            )
            if target["来电人"] is None:
                target["来电人"] = address
        if not brief and rng.random() < 0.2:
            lines.append("来电人：" + self._distract(rng))
        if rng.random() < 0.4:
            lines.append("话务员：" + self._pick(rng, "agent_end"))
            if rng.random() < 0.5:
                lines.append("来电人：" + self._pick(rng, "caller_end"))
        known = {"事项类型", *FIELDS[2:]} if bare else set(FIELDS)
        given = {
            "called_at": called.strftime("%Y-%m-%d %H:%M"),
            "transcript": noise.commas("\n".join(lines), rng),
        }
        return Case(TICKET, core.index, given, target, frozenset(known))

    def drill(self, rng: random.Random) -> Case:
        """A call of bare particulars: little to read, much to copy."""
        called = dt.datetime(2025, 10, 1, tzinfo=dt.UTC) + dt.timedelta(
            minutes=rng.randrange(60 * 24 * 300)
        )
        target: dict[str, str | None] = dict.fromkeys(FIELDS)
        matter, phrase = rng.choice(self.material.phrases)
        target["诉求类型"], target["事项类型"] = rng.choice(("投诉", "求助")), matter
        target["要求保密"] = "否"
        words, name, address = speech.caller(rng, self.material)
        said = [phrase] if rng.random() < 0.7 else [rng.choice(self.material.pieces["opening"])]
        if rng.random() < 0.8:
            target["来电人"] = name.value
            said.append(words if "先生" in words or "女士" in words else address)
        if rng.random() < 0.8:
            number = speech.phone(rng, self.published)
            target["联系电话"] = number.value
            said.append(number.words)
        if rng.random() < 0.8:
            where, target["区县"], target["地点"] = self._where(rng)
            said.append(where)
        if rng.random() < 0.6:
            date = speech.date(rng, called.date())
            target["发生日期"] = date.value
            said.append(date.words)
        rng.shuffle(said)
        glue = rng.choice(("，", "。", "\n来电人：", "。\n话务员：好的。\n来电人："))
        given = {
            "called_at": called.strftime("%Y-%m-%d %H:%M"),
            "transcript": "来电人：" + glue.join(said),
        }
        known = {*FIELDS[2:], *({"事项类型"} if phrase in said else ())}
        return Case(TICKET, -1, given, target, frozenset(known))

    def _speech(self, rng: random.Random, core: Core, alone: bool) -> tuple[str, Core]:
        """What the call is about; now and then a second matter without a place of its own."""
        draw = rng.random()
        if not alone and draw < 0.4:
            return self._more(rng, core)
        if alone or draw > 0.52:
            return self._rough(core.text, rng), core
        other = self._core(rng)
        plain = other.text.replace("{地点}", "那边").replace("{时间}", "")
        other = Core(other.index, other.matter, other.body, other.kind, other.urgency, plain)
        joint, rough = self._pick(rng, "second"), self._rough(core.text, rng)
        return rough + joint + self._rough(other.text, rng) + self._pick(rng, "first_this"), core

    def _turns(self, rng: random.Random, line: str) -> list[str]:
        """One telling broken into several turns by the agent's words."""
        clauses = noise.clauses(line)
        turns = [clauses[0]]
        for clause in clauses[1:]:
            if rng.random() < 0.15:
                turns.append("话务员：" + self._pick(rng, "agent_ack"))
                turns.append("来电人：" + clause)
            elif rng.random() < 0.15:
                question, reply = self._pick(rng, "exchange").split("|")
                turns += ["话务员：" + question, "来电人：" + reply + clause]
            else:
                turns[-1] += clause
        return turns

    def _place_and_date(
        self, rng: random.Random, text: str, day: dt.date, target: dict[str, str | None]
    ) -> str:
        """Fill the slots of what is said and note what the ticket gets from them."""
        if "{地点}" in text:
            if rng.random() < 0.85:
                words, target["区县"], target["地点"] = self._where(rng)
            else:
                words = rng.choice(
                    ("我们小区", "我家这边", "我们这儿", "我们村", "附近", "楼下", "我们那条街")
                )
            text = text.replace("{地点}", words)
        if "{时间}" in text:
            if rng.random() < 0.75:
                said = speech.date(rng, day)
                target["发生日期"] = said.value
                text = text.replace("{时间}", said.words)
            else:
                text = text.replace("{时间}", speech.vague(rng))
        return text

    def _turn(
        self,
        rng: random.Random,
        turn: str,
        lines: list[str],
        target: dict[str, str | None],
        day: dt.date,
        who: tuple[str, str | None, str],
    ) -> None:
        """One question of the agent's and its answer."""
        refused = rng.random() < 0.12
        ack = self._pick(rng, "agent_ack") if rng.random() < 0.3 else ""
        lines.append("话务员：" + ack + self._pick(rng, f"ask_{turn}"))
        answer = ""
        if turn == "secret":
            wanted = rng.random() < 0.4
            target["要求保密"] = "是" if wanted else "否"
            answer = self._pick(rng, "secret_yes" if wanted else "secret_no")
        elif refused:
            answer = self._pick(rng, f"{turn}_no")
            if turn in ("name", "phone") and rng.random() < 0.3:
                target["要求保密"] = "是"
                answer += self._pick(rng, "secret_yes")
        elif turn == "name":
            if target["联系电话"] is None and rng.random() < 0.4:
                self._both(rng, lines, target, who)
                return
            answer, target["来电人"] = who[0] + rng.choice(("。", "。", "", "，谢谢。")), who[1]
            if ("先生" not in answer and "女士" not in answer) or rng.random() < 0.4:
                lines.append("来电人：" + answer)
                lines.append(
                    f"话务员：{who[2]}"
                    + rng.choice(("，好的。", "您好。", "，记下了。", "，您好，"))
                )
                return
        elif turn == "phone" and target["联系电话"] is not None:
            del lines[-1]
            return
        elif turn == "phone":
            said = speech.phone(rng, self.published)
            target["联系电话"] = said.value
            answer = self._phone_answer(rng, said, lines)
            if not answer:
                return
        elif turn == "date":
            said = speech.date(rng, day)
            target["发生日期"], answer = (
                said.value,
                rng.choice(("", "就", "从", "是"))
                + said.words
                + rng.choice(("。", "的事。", "开始的。")),
            )
        else:
            answer, target["区县"], target["地点"] = self._where(rng)
            answer = (
                rng.choice(("", "", "就在", "在", "就是", "我在"))
                + answer
                + rng.choice(("。", "。", "这儿。", "，你们一查就知道。"))
            )
        lines.append("来电人：" + answer)

    def _both(
        self,
        rng: random.Random,
        lines: list[str],
        target: dict[str, str | None],
        who: tuple[str, str | None, str],
    ) -> None:
        """Name and number in one breath, read back together."""
        said = speech.phone(rng, self.published)
        target["来电人"], target["联系电话"] = who[1], said.value
        glue = rng.choice(("，", "，电话", "，手机", "，号码是", "。"))
        lines.append("来电人：" + who[0] + glue + said.words + rng.choice(("。", "")))
        back = "，" + str(said.value) if rng.random() < 0.5 else ""
        lines.append(f"话务员：{who[2]}{back}，" + self._pick(rng, "agent_ack"))

    def _phone_answer(self, rng: random.Random, said: speech.Said, lines: list[str]) -> str:
        """A number said, and at times read back."""
        answer = (
            rng.choice(("", "", "你记一下，", "我电话", "就这个号，", "打我手机，", "是"))
            + said.words
            + rng.choice(("。", "", "，随时打。"))
        )
        if rng.random() < 0.35 and said.value:
            lines.append("来电人：" + answer)
            back = rng.choice((said.value, "，".join(speech.groups(said.value, rng))))
            lines.append(
                "话务员："
                + rng.choice(("我重复一下，", "是", "核对一下，", ""))
                + back
                + rng.choice(("，对吗？", "，是吧？", "。"))
            )
            answer = rng.choice(("对。", "没错。", "对的。", "嗯，对。", ""))
        return answer

    def _distract(self, rng: random.Random) -> str:
        """A number or a district that does not belong on the ticket."""
        text = self._pick(rng, "distract")
        text = text.replace("{num}", str(rng.randint(10**7, 10**9))).replace(
            "{tel}", speech.number(rng, self.published)
        )
        return text.replace("{d4}", str(rng.randint(1000, 9999))).replace(
            "{district}", rng.choice(self.districts)
        )
