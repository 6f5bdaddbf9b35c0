"""lm-eval's own C-Eval, its data set in the user's cache, with nothing else to be reached.

The questions are our own, in the form of that data set: nothing of it is here.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from govllm.config.schema import Settings
from govllm.errors import UsageError
from govllm.evidence.folder import RunFolder
from govllm.pipeline import evaluate
from govllm.rescore import rescore
from govllm.resources import reference_checkpoint
from tests.capability.test_equality import close, ours, quiet
from tests.support.colours import document
from tests.support.lm_eval_alone import alone, numbers
from tests.support.mock_server import Behaviour, serving

Made = Callable[..., Settings]
DATA = "ceval/ceval-exam"


@pytest.fixture(scope="module")
def ceval() -> Path:
    """lm-eval's folder of C-Eval's tasks: it alone is read, and not all 15,000 files."""
    spec = find_spec("lm_eval")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "tasks/ceval"


def subjects(ceval: Path) -> list[str]:
    return sorted(
        yaml.safe_load(path.read_text(encoding="utf-8"))["dataset_name"]
        for path in ceval.glob("ceval-valid_*.yaml")
    )


def fill_cache(cache: Path, names: list[str]) -> None:
    """What `load_dataset` leaves of each subject: Arrow files of its splits, and their form."""
    from datasets import DatasetInfo, Features, SplitDict, SplitInfo, Value
    from datasets.arrow_writer import ArrowWriter

    texts = ("question", "A", "B", "C", "D", "answer", "explanation")
    features = Features({"id": Value("int32"), **{name: Value("string") for name in texts}})
    for subject in names:
        folder = cache / "ceval___ceval-exam" / subject / "0.0.0" / "0123456789abcdef"
        folder.mkdir(parents=True)
        splits = SplitDict(dataset_name="ceval-exam")
        for split, count in (("val", 2 + len(subject) % 3), ("dev", 5)):
            with ArrowWriter(
                path=str(folder / f"ceval-exam-{split}.arrow"), features=features
            ) as writer:
                for n in range(count):
                    question = f"{subject}（{split}）：云州市有几个区县，编号{n}？"
                    writer.write(
                        {
                            "id": n, "question": question, "A": f"{n}个", "B": "十个",
                            "C": f"{n + 20}个", "D": "不清楚", "answer": "ABCD"[n % 4],
                            "explanation": "",
                        }
                    )  # fmt: skip
                writer.finalize()
            splits.add(SplitInfo(split, num_examples=count, dataset_name="ceval-exam"))
        info = DatasetInfo(
            features=features, splits=splits, dataset_name="ceval-exam", config_name=subject,
            version="0.0.0",
        )  # fmt: skip
        info.write_to_directory(str(folder))


@pytest.fixture
def _nothing_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1"):
            raise AssertionError(f"tried to reach {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.mark.usefixtures("_nothing_outside")
def test_all_of_ceval_from_the_cache(
    tmp_path: Path, ceval: Path, behaviour: Behaviour, settings: Made
) -> None:
    names = subjects(ceval)
    fill_cache(tmp_path / "datasets", names)
    more = {"lm_eval.include_path": ceval, "lm_eval.num_fewshot": 2}
    with serving(behaviour) as url:
        evaluate(settings(url, "ceval-valid", **more), quiet)
        theirs = alone(url, "mock", reference_checkpoint(), ["ceval-valid"], ceval, num_fewshot=2)
    run = tmp_path / "run"
    found = ours(run)
    assert found["ceval-valid"] == close(numbers(theirs, "ceval-valid"))
    assert 0.0 < found["ceval-valid"]["acc,none"] < 1.0
    for subject in names:
        task = f"ceval-valid_{subject}"
        assert found[task] == close(numbers(theirs, task)), task
    metrics = document(run, "metrics.json")
    slices = {m["slice"] for m in metrics["slices"] if m["name"] == "acc"}
    assert slices == {f"task=ceval-valid_{subject}" for subject in names}
    (whole,) = [m for m in metrics["metrics"] if m["name"] == "acc"]
    planned = sum(m["n_planned"] for m in metrics["slices"] if m["name"] == "acc")
    assert whole["n_planned"] == planned == theirs["results"]["ceval-valid"]["sample_len"]
    assert rescore(RunFolder(run), None, None, str(ceval)).holds


@pytest.mark.usefixtures("_nothing_outside")
def test_a_subject_that_is_missing(
    tmp_path: Path, ceval: Path, behaviour: Behaviour, settings: Made
) -> None:
    fill_cache(tmp_path / "datasets", ["law"])
    more = {"lm_eval.include_path": ceval}
    with serving(behaviour) as url:
        evaluate(settings(url, "ceval-valid_law", **more), quiet)
        assert behaviour.hits
        with pytest.raises(UsageError) as caught:
            evaluate(settings(url, "ceval-valid_logic", **more), quiet)
    told = str(caught.value)
    assert "lm_eval/ceval-valid_logic: its data set is not in this machine's" in told
    assert DATA in told
    assert "logic" in told.partition("; ")[0]
