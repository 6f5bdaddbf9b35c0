"""What a run on a real vLLM says of itself, and that its numbers are the model's."""

from __future__ import annotations

import hashlib
import json
import math
import re
import warnings
from pathlib import Path
from typing import Any

import pytest

from govllm.client.journal import read_rows
from govllm.plan.seal import read_seal
from govllm.resources import reference_checkpoint
from tests.support.colours import document
from tests.support.real_vllm import CHOICES, LIMIT, VllmRun

pytestmark = pytest.mark.vllm


def journal(vllm_run: VllmRun, task: str) -> list[dict[str, Any]]:
    sealed = read_seal(vllm_run.run / "plan.json")
    path = vllm_run.run / "journal.jsonl"
    return [row for _, row in read_rows(path, sealed.sha256) if row["task"] == task]


def test_the_command_ends_by_its_verdict(vllm_run: VllmRun) -> None:
    codes = {"pass": 0, "fail": 1, "insufficient": 3}
    verdict = document(vllm_run.run, "verdict.json")
    assert vllm_run.code == codes[verdict["verdict"]], vllm_run.err
    assert vllm_run.out == f"{verdict['verdict'].upper()} {vllm_run.run}\n"
    assert verdict["scope"] == "partial"
    assert re.search(r"vLLM is ready after \d+ s", vllm_run.err)
    assert "Traceback" not in vllm_run.err


def test_the_verdict_names_engine_and_weights(vllm_run: VllmRun) -> None:
    verdict = document(vllm_run.run, "verdict.json")
    assert verdict["engine"]["name"] == "vllm"
    assert re.match(r"\d+\.\d+", verdict["engine"]["version"])
    digest = hashlib.sha256((reference_checkpoint() / "model.safetensors").read_bytes())
    line = f"{digest.hexdigest()}  model.safetensors\n"
    assert verdict["candidate"]["weights_sha256"] == hashlib.sha256(line.encode()).hexdigest()
    assert verdict["candidate"]["attested"] is True


def test_no_process_is_left(vllm_run: VllmRun) -> None:
    assert vllm_run.left() == []


def test_nothing_outside_was_tried(vllm_run: VllmRun) -> None:
    attempts = vllm_run.notes / "attempts"
    assert not attempts.exists(), attempts.read_text()


def test_it_was_the_wheel_in_an_empty_folder(vllm_run: VllmRun, installed: Path) -> None:
    origins = (vllm_run.notes / "origins").read_text(encoding="utf-8").split()
    assert set(origins) == {str(installed / "govllm/__init__.py")}
    assert [path.name for path in vllm_run.runs.parent.iterdir()] == ["runs"]


def test_the_log_is_there(vllm_run: VllmRun) -> None:
    log = (vllm_run.run / "serving.log").read_text(encoding="utf-8")
    assert log.startswith("$ ")
    assert "vllm.entrypoints.openai.api_server" in log.splitlines()[0]
    assert "Application startup complete" in log


def test_every_sample_was_answered(vllm_run: VllmRun) -> None:
    rows = journal(vllm_run, "hotline/dispatch")
    assert len(rows) == LIMIT == len({row["sample"] for row in rows})
    for row in rows:
        assert row["error"] is None
        assert row["finish"] in ("stop", "length")
        assert row["tokens"]["prompt"] > 20
        assert row["tokens"]["completion"] > 0
    assert any(row["answer"] for row in rows)
    metrics = document(vllm_run.run, "metrics.json")["metrics"]
    assert all(m["n_errored"] == 0 for m in metrics)


def test_mlflow_has_the_run(vllm_run: VllmRun) -> None:
    assert (vllm_run.run / "tracking.json").is_file(), vllm_run.err


def test_each_choice_has_its_probability(vllm_run: VllmRun) -> None:
    rows = journal(vllm_run, "own/choices")
    assert len(rows) == sum(len(item["choices"]) for item in CHOICES)
    for row in rows:
        assert row["error"] is None, row
        assert row["logprob"] < 0
    told = {(row["sample"], row["part"]): row["answer"] for row in rows}
    assert told == {
        (f"q-{n}", part): choice
        for n, item in enumerate(CHOICES)
        for part, choice in enumerate(item["choices"])
    }
    metrics = {m["name"]: m for m in document(vllm_run.run, "metrics.json")["metrics"]}
    likeliest = [
        max(range(3), key=lambda part: told_by[(f"q-{n}", part)])
        for told_by in [{(row["sample"], row["part"]): row["logprob"] for row in rows}]
        for n in range(len(CHOICES))
    ]
    assert metrics["accuracy"]["estimate"] == likeliest.count(0) / len(CHOICES)


def test_the_probabilities_are_the_models(vllm_run: VllmRun) -> None:
    """The same sums by another implementation of the model, with the tokens found another way."""
    rows = journal(vllm_run, "own/choices")
    assert rows
    reference = Transformers(reference_checkpoint())
    for row in rows:
        contents = [message["content"] for message in row["messages"]]
        values = reference.logprobs("\n".join(contents[:-1]), contents[-1])
        # Logits of 16 to 32 are an eighth apart in bfloat16; a token too many or too few is far
        # beyond what that comes to.
        assert row["logprob"] == pytest.approx(math.fsum(values), abs=0.06 * len(values)), contents


class Transformers:
    """Log-probabilities by the transformers library, in the precision of the checkpoint."""

    def __init__(self, checkpoint: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import torch
            from transformers import AutoModelForCausalLM, AutoTokenizer

            self.torch = torch
            self.tokenizer = AutoTokenizer.from_pretrained(checkpoint)
            self.model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype="auto").eval()

    def logprobs(self, context: str, told: str) -> list[float]:
        """Of the tokens that hold characters of `told`, by the tokenizer's own places."""
        encoded = self.tokenizer(context + told, return_offsets_mapping=True, return_tensors="pt")
        ids = encoded["input_ids"][0]
        with self.torch.no_grad():
            logits = self.model(ids[None]).logits[0].float()
        logprobs = logits.log_softmax(-1)
        places = [
            i
            for i, (_, end) in enumerate(encoded["offset_mapping"][0].tolist())
            if end > len(context)
        ]
        assert places
        return [float(logprobs[i - 1, ids[i]]) for i in places]


def test_the_plan_holds_what_was_asked(vllm_run: VllmRun) -> None:
    plan = document(vllm_run.run, "plan.json")["content"]
    assert [task["id"] for task in plan["tasks"]] == ["hotline/dispatch", "own/choices"]
    assert plan["engine"]["answer_flags"]["generation-config"] == "vllm"
    assert str(reference_checkpoint()) not in json.dumps(plan)
