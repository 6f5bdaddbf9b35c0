"""What is served: digests of a checkpoint, the server's flags, and which of them change answers."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from govllm.config.schema import ModelSettings, ServingSettings, Settings
from govllm.errors import ServingError, UsageError
from govllm.serving import flags
from govllm.serving.candidate import candidacy
from govllm.serving.flags import answer_flags, argv, vllm_engine, vllm_flags
from govllm.serving.provenance import inspect_checkpoint
from tests.support.colours import write_checkpoint


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_digests_can_be_recomputed_with_sha256sum_alone(tmp_path: Path) -> None:
    folder = write_checkpoint(tmp_path / "m")
    (folder / "model-2.safetensors").write_bytes(b"more")
    found = inspect_checkpoint(folder, None, "v1")
    names = ["model-2.safetensors", "model.safetensors"]
    lines = subprocess.run(["sha256sum", *names], cwd=folder, capture_output=True, check=True)
    assert found.weights_sha256 == sha256(lines.stdout)
    assert found.files is not None
    assert found.files["model.safetensors"] == sha256(b"weights of a stand-in")
    assert found.config_sha256 == sha256((folder / "config.json").read_bytes())
    assert (found.name, found.attested, found.revision) == ("m", True, "v1")
    assert (found.dtype, found.context_length, found.architecture) == ("float32", 64, "Stand")


def test_every_file_counts(tmp_path: Path) -> None:
    folder = write_checkpoint(tmp_path / "m")
    before = inspect_checkpoint(folder, None, None)
    (folder / "tokenizer.json").write_text('{"more": 1}')
    after = inspect_checkpoint(folder, None, None)
    assert after.tokenizer_sha256 != before.tokenizer_sha256
    assert after.weights_sha256 == before.weights_sha256
    (folder / "model.safetensors").write_bytes(b"weights of a stand-im")
    assert inspect_checkpoint(folder, None, None).weights_sha256 != before.weights_sha256
    (folder / "chat_template.jinja").write_text("{{ messages }}")
    assert inspect_checkpoint(folder, None, None).chat_template_sha256 == sha256(b"{{ messages }}")


def test_a_template_in_the_tokenizers_configuration(tmp_path: Path) -> None:
    folder = write_checkpoint(tmp_path / "m")
    (folder / "tokenizer_config.json").write_text(json.dumps({"chat_template": "{{ x }}"}))
    assert inspect_checkpoint(folder, None, None).chat_template_sha256 == sha256(b"{{ x }}")


def test_where_it_lies_is_not_sealed(tmp_path: Path) -> None:
    found = inspect_checkpoint(write_checkpoint(tmp_path / "m"), None, None)
    assert str(tmp_path) in str(found.path)
    assert str(tmp_path) not in json.dumps(found.sealed())


@pytest.mark.parametrize(
    ("missing", "what"),
    [(None, "no folder"), ("config.json", "no config.json"), ("model.safetensors", "no weights")],
)
def test_what_is_no_checkpoint(tmp_path: Path, missing: str | None, what: str) -> None:
    folder = tmp_path / "m"
    if missing:
        (write_checkpoint(folder) / missing).unlink()
    with pytest.raises(UsageError, match=f"model.path: .*{what}.*; give "):
        inspect_checkpoint(folder, None, None)


def test_flags_as_the_command_line_takes_them() -> None:
    settings = ServingSettings(
        kind="vllm",
        base_url=None,
        max_model_len=2048,
        enforce_eager=True,
        extra_args={"kv-cache-dtype": "fp8", "disable-log-requests": ""},
    )
    words = argv(vllm_flags(settings))
    assert words[words.index("--max-model-len") + 1] == "2048"
    assert words[words.index("--kv-cache-dtype") + 1] == "fp8"
    assert words[words.index("--generation-config") + 1] == "vllm"
    assert "--enforce-eager" in words
    assert words[-1] == "--disable-log-requests"
    assert not any("None" in word or "False" in word for word in words)


def test_eager_is_for_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = ServingSettings(kind="vllm", base_url=None)
    monkeypatch.setattr(flags, "has_gpu", lambda: False)
    assert vllm_flags(settings)["enforce-eager"] is True
    monkeypatch.setattr(flags, "has_gpu", lambda: True)
    assert "enforce-eager" not in vllm_flags(settings)


def test_only_some_flags_change_answers() -> None:
    settings = ServingSettings(
        kind="vllm", base_url=None, extra_args={"quantization": "awq", "uvicorn-log-level": "debug"}
    )
    kept = answer_flags(vllm_flags(settings))
    assert kept["quantization"] == "awq"
    assert kept["dtype"] == "auto"
    assert "uvicorn-log-level" not in kept
    assert "gpu-memory-utilization" not in kept


def test_without_vllm_there_is_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str) -> str:
        raise flags.importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(flags.importlib.metadata, "version", nothing)
    with pytest.raises(ServingError, match="vLLM is not installed; run `make setup`"):
        vllm_engine(ServingSettings(kind="vllm", base_url=None))


def test_serving_of_another_kind_is_refused() -> None:
    settings = Settings(ModelSettings(path=None), ServingSettings(kind="vlm", base_url=None))
    with pytest.raises(UsageError, match=r"unknown serving\.kind 'vlm'; choose vllm or endpoint"):
        candidacy(settings, print)


def test_our_own_server_needs_weights() -> None:
    settings = Settings(ModelSettings(path=None), ServingSettings(kind="vllm", base_url=None))
    with pytest.raises(UsageError, match=r"needs weights; add model\.path=FOLDER"):
        candidacy(settings, print)
