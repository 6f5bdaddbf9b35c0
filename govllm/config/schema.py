"""The settings of a run, as frozen dataclasses.

They are the single definition of the configuration: Hydra's schemas are made from them
(`govllm.config.store`) and a composed configuration is turned back into them once
(`govllm.config.compose`). The YAML files in `conf/` explain every key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MISSING = "???"


@dataclass(frozen=True)
class ModelSettings:
    """The candidate.

    Attributes:
        name: shown in reports and asked for at an endpoint; None takes the folder's or the
            endpoint's.
        path: folder of a Hugging Face checkpoint; None where the weights are not at hand.
        revision: free text for the record, such as a tag.
        thinking_tokens: how many tokens it may think aloud before an answer, beside those that
            the task allows for the answer itself.
    """

    name: str | None = None
    path: str | None = MISSING
    revision: str | None = None
    thinking_tokens: int = 0


@dataclass(frozen=True)
class ServingSettings:
    """How the candidate is served.

    Attributes:
        kind: `vllm` (a server of our own) or `endpoint` (one that is there already).
        base_url: of an endpoint, up to and including `/v1`.
        api_key_env: environment variable that holds the endpoint's key; the key itself is never
            configured, logged or sealed.
        dtype, quantization, max_model_len, tensor_parallel_size, gpu_memory_utilization,
        enforce_eager, reasoning_parser, seed: vLLM's flags of these names; None leaves its default.
        extra_args: further flags for vLLM, name to value; an empty value is a bare flag.
        env: further environment variables for the server.
        cpu_kvcache_gib: VLLM_CPU_KVCACHE_SPACE, in GiB.
        startup_timeout_s: how long the server may take to become ready.
        restarts: how often a server that dies mid-run is started again.
    """

    kind: str = MISSING
    base_url: str | None = MISSING
    api_key_env: str = "GOVLLM_API_KEY"
    dtype: str = "auto"
    quantization: str | None = None
    max_model_len: int | None = None
    tensor_parallel_size: int = 1
    gpu_memory_utilization: float | None = None
    enforce_eager: bool | None = None
    reasoning_parser: str | None = None
    seed: int = 0
    extra_args: dict[str, str] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)
    cpu_kvcache_gib: int = 1
    startup_timeout_s: float = 900.0
    restarts: int = 1


@dataclass(frozen=True)
class ClientSettings:
    """How the candidate is asked.

    Attributes:
        concurrency: requests under way at once.
        timeout_s: of one request.
        max_attempts: tries of one request before its error stands.
        backoff_s: first wait after a retriable error; doubles each time, with jitter.
        silence_s: with no answer at all for so long the run ends with exit code 4.
    """

    concurrency: int = 64
    timeout_s: float = 300.0
    max_attempts: int = 4
    backoff_s: float = 0.5
    silence_s: float = 60.0


@dataclass(frozen=True)
class JudgeSettings:
    """A model that judges answers.

    Attributes:
        kind: `endpoint` (one that is there already) or `vllm` (a server of our own).
        base_url, api_key_env: of an endpoint, as in `ServingSettings`.
        path: folder of a checkpoint.
        name: shown in reports and asked for at an endpoint.
        metrics: names in `govllm.judging.ragas_metrics.METRICS`.
        max_tokens: of one answer.
        qualification: file with the record of this judge on labelled pairs.
    """

    kind: str = MISSING
    base_url: str | None = MISSING
    api_key_env: str = "GOVLLM_JUDGE_API_KEY"
    path: str | None = MISSING
    name: str | None = None
    metrics: tuple[str, ...] = ("faithfulness", "factual_correctness", "answer_relevancy")
    max_tokens: int = 1024
    qualification: str | None = None


@dataclass(frozen=True)
class LmEvalSettings:
    """How lm-eval's tasks are asked (those of `lm_eval/NAME` and of the capability suite).

    Attributes:
        include_path: folder of further lm-eval tasks.
        tokenizer: folder of a tokenizer; None takes the candidate's.
        max_length: tokens that a prompt and its answer may have; None takes what the candidate
            is served with.
        num_fewshot: examples before each question of `lm_eval/` tasks; None leaves each its own.
        chat_template: whether prompts go through the tokenizer's chat template.
        bootstrap_iters: draws for the standard errors that have no formula.
    """

    include_path: str | None = None
    tokenizer: str | None = None
    max_length: int | None = None
    num_fewshot: int | None = None
    chat_template: bool = False
    bootstrap_iters: int = 100_000


@dataclass(frozen=True)
class SuiteSettings:
    """A suite: tasks that belong together.

    Attributes:
        name: of the suite.
        title: for readers, `zh` and `en`.
        tasks: `suite/task` names; `lm_eval/NAME` for any task of lm-eval.
    """

    name: str = MISSING
    title: dict[str, str] = field(default_factory=dict)
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True)
class GateSettings:
    """A gate of a profile.

    Attributes:
        id: unique in the profile.
        task, metric: what is gated; `slice` is "dimension=value" for a part of the samples.
        kind: `threshold` (the metric itself is gated) or `regression` (its difference from the
            incumbent's, sample by sample).
        threshold: what the metric's one-sided 95 % bound must reach (or stay under); of a
            regression gate, how much worse than the incumbent it may be, in the metric's unit.
        min_samples: fewest scored samples to decide on.
        reason: why this threshold, in Chinese and English.
        source: where it comes from: a text, or one in Chinese and one in English.
        status: how sure the source is: confirmed, reported, unverified or own.
        clauses: ids of the controls it answers to.
    """

    id: str = MISSING
    task: str = MISSING
    metric: str = MISSING
    slice: str = ""
    kind: str = "threshold"
    threshold: float = MISSING  # type: ignore[assignment]
    min_samples: int = 1
    reason: dict[str, str] = field(default_factory=dict)
    source: Any = MISSING
    status: str = "own"
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class JudgeBarSettings:
    """What a judge must reach on labelled answers before a gate may lean on its word.

    Attributes:
        kappa, sensitivity, specificity: least lower end of each one's 95 % interval.
    """

    kappa: float = 0.6
    sensitivity: float = 0.8
    specificity: float = 0.8


@dataclass(frozen=True)
class ProfileSettings:
    """An approval profile: the policy that decides.

    Attributes:
        name, title: of the profile.
        suites: the suites it asks for, by name.
        gates: in the order they are shown.
        max_error_share: share of errored samples above which the run is an error.
        use: the kind of use it approves: demonstration, internal_office, public_service or
            decision_support.
        required_controls: ids of controls that a gate must decide, or nothing is passed.
        max_evidence_age_days: how old evidence may be when a model is registered or deployed.
        trusted_keys: files of the public keys whose signatures count.
        require_attested: whether the weights must have been at hand.
        require_signed_waivers: whether a waiver counts only when a trusted key signed it.
        judge_bar: what a judge must reach before its word decides.
    """

    name: str = MISSING
    title: dict[str, str] = field(default_factory=dict)
    suites: dict[str, SuiteSettings] = field(default_factory=dict)
    gates: tuple[GateSettings, ...] = ()
    max_error_share: float = 0.0
    use: str = "demonstration"
    required_controls: tuple[str, ...] = ()
    max_evidence_age_days: float = 90.0
    trusted_keys: tuple[str, ...] = ()
    require_attested: bool = True
    require_signed_waivers: bool = True
    judge_bar: JudgeBarSettings = field(default_factory=JudgeBarSettings)


@dataclass(frozen=True)
class TrackingSettings:
    """Where runs are logged.

    Attributes:
        kind: `local` (a store below `paths.runs`), `server` or `none`.
        uri: MLflow's tracking URI.
        experiment: MLflow's experiment.
        traces: so many failing, errored and passing answers of each gate become traces; 0 none.
    """

    kind: str = MISSING
    uri: str | None = MISSING
    experiment: str = "govllm"
    traces: int = 10


@dataclass(frozen=True)
class EvidenceSettings:
    """How a run's evidence is signed, and what of its texts is shown.

    Attributes:
        key: file of the private key; None leaves the evidence unsigned.
        reveal: show texts as they came on the scorecard and in MLflow, personal data included;
            sealed in the plan.
    """

    key: str | None = None
    reveal: bool = False


@dataclass(frozen=True)
class PathSettings:
    """Every path.

    Attributes:
        runs: folder of all runs and of the local store.
        run: this run's folder; None makes `runs/<date>/<time>-<candidate>`.
        evalsets: folder of suites; None takes the shipped ones.
    """

    runs: str = "runs"
    run: str | None = None
    evalsets: str | None = None


@dataclass(frozen=True)
class Settings:
    """All settings of a run.

    Attributes:
        suite: narrows the run to one suite.
        tasks: narrows it to these `suite/task` names; `lm_eval/NAME` for any task of lm-eval.
        task_path: folder of a task of one's own, which is run beside (or, with no profile suites
            asked for, instead of) the profile's.
        judge: a model that judges answers; None where none does.
        incumbent: folder of the run that regression gates compare with.
        limit: first N samples of each task in a seeded order.
        perturb: changes in which a part of the samples is asked again
            (`govllm.tasks.perturb.PERTURBATIONS`).
        perturb_samples: so many samples of each task, in a seeded order.
        seed: of every random choice.
        quiet: no progress lines, as in CI.
        searched: further folders of configuration (`--config-dir`) that it was composed with;
            not a key of the configuration.
    """

    model: ModelSettings = field(default_factory=ModelSettings)
    serving: ServingSettings = field(default_factory=ServingSettings)
    client: ClientSettings = field(default_factory=ClientSettings)
    lm_eval: LmEvalSettings = field(default_factory=LmEvalSettings)
    profile: ProfileSettings = field(default_factory=ProfileSettings)
    tracking: TrackingSettings = field(default_factory=TrackingSettings)
    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)
    paths: PathSettings = field(default_factory=PathSettings)
    suite: SuiteSettings | None = None
    judge: JudgeSettings | None = None
    tasks: tuple[str, ...] | None = None
    task_path: str | None = None
    incumbent: str | None = None
    limit: int | None = None
    perturb: tuple[str, ...] = ()
    perturb_samples: int = 60
    seed: int = 20260101
    quiet: bool = False
    searched: tuple[str, ...] = field(default=(), metadata={"key": False})


Node = dict[str, Any]
