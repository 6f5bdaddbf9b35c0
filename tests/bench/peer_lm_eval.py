"""lm-eval on the same questions: local-chat-completions, whole evaluation and save.
Runs in .venv-bench: `python tests/bench/peer_lm_eval.py BASE_URL SAMPLES FOLDER`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.update(HF_DATASETS_OFFLINE="1", HF_HUB_OFFLINE="1", OPENAI_API_KEY="none")

from tests.bench.measure import Stopwatch
from tests.bench.workload import CONCURRENCY, question

_TASK = """\
task: bench
dataset_path: json
dataset_kwargs: {{data_files: {{test: {data}}}}}
test_split: test
output_type: generate_until
doc_to_text: "{{{{question}}}}"
doc_to_target: "{{{{target}}}}"
generation_kwargs: {{until: ["\\n"], max_gen_toks: 8}}
metric_list: [{{metric: exact_match, aggregation: mean, higher_is_better: true}}]
"""


def main() -> None:
    base_url, samples, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    folder.mkdir(parents=True)
    data = folder / "data.jsonl"
    with data.open("w", encoding="utf-8") as lines:
        for n in range(samples):
            lines.write(json.dumps({"question": question(n), "target": "是"}) + "\n")
    (folder / "bench.yaml").write_text(_TASK.format(data=data), encoding="utf-8")

    from lm_eval import simple_evaluate
    from lm_eval.loggers import EvaluationTracker
    from lm_eval.tasks import TaskManager

    manager = TaskManager(include_path=str(folder), include_defaults=False)
    tracker = EvaluationTracker(output_path=str(folder / "out"))
    watch = Stopwatch()
    results = simple_evaluate(
        model="local-chat-completions",
        model_args={
            "model": "mock",
            "base_url": f"{base_url}/chat/completions",
            "num_concurrent": CONCURRENCY,
            "tokenized_requests": False,
        },
        tasks=["bench"],
        task_manager=manager,
        apply_chat_template=True,
        log_samples=True,
        evaluation_tracker=tracker,
        bootstrap_iters=0,
    )
    logged = results.pop("samples")
    tracker.save_results_aggregated(results=results, samples=logged)
    tracker.save_results_samples(task_name="bench", samples=logged["bench"])
    score = results["results"]["bench"]["exact_match,none"]
    if score != 1.0:
        raise SystemExit(f"lm-eval scored {score}, not 1.0: the comparison is not fair")
    print(watch.result("lm-eval", samples).as_line())


if __name__ == "__main__":
    main()
