"""Envelopes: read by others' code, and believed on the word of a trusted key alone."""

from __future__ import annotations

import base64
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format
from hypothesis import given
from hypothesis import strategies as st
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1.statement_pb2 import Statement as StatementPb

from govllm.evidence.dsse import open_envelope, sign, statement
from govllm.evidence.keys import SigningKey, load_signing_key, new_pair

CONTENT = statement("候选模型", "a" * 64, "urn:test:v1", {"verdict": "pass", "n": 3, "x": 0.25})


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return made(tmp_path_factory.mktemp("key"))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return made(tmp_path_factory.mktemp("other"))


def made(folder: Path) -> SigningKey:
    new_pair(folder, None)
    return load_signing_key(folder / "signing.key", None)


def test_what_was_signed_is_read(key: SigningKey, other: SigningKey) -> None:
    opened = open_envelope(sign(CONTENT, key), [other.public, key.public])
    assert opened.statement == CONTENT
    assert opened.signed_by == key.public.key_id
    assert not opened.fault


def test_it_is_a_statement_by_the_specifications_own_types(key: SigningKey) -> None:
    payload = base64.b64decode(sign(CONTENT, key)["payload"])
    read = Statement.copy_from_pb(json_format.Parse(payload, StatementPb()))
    read.validate()
    assert read.pb.subject[0].digest["sha256"] == "a" * 64


def test_the_signature_is_over_the_pre_authentication_encoding(key: SigningKey) -> None:
    """As DSSE v1 defines it, computed here by hand."""
    envelope = sign(CONTENT, key)
    payload, kind = base64.b64decode(envelope["payload"]), envelope["payloadType"].encode()
    pae = b" ".join([b"DSSEv1", str(len(kind)).encode(), kind, str(len(payload)).encode(), payload])
    private = key.signer._private_key
    private.public_key().verify(base64.b64decode(envelope["signatures"][0]["sig"]), pae)


def test_nobody_unknown_is_believed(key: SigningKey, other: SigningKey) -> None:
    envelope = sign(CONTENT, other)
    assert "none of the 1 trusted" in open_envelope(envelope, [key.public]).fault
    assert "no trusted key was named" in open_envelope(envelope, []).fault
    unsigned = {**envelope, "signatures": []}
    assert open_envelope(unsigned, [key.public]).fault == "it bears no signature"


def test_another_name_on_a_signature_does_not_help(key: SigningKey, other: SigningKey) -> None:
    envelope = sign(CONTENT, other)
    envelope["signatures"][0]["keyid"] = key.public.key_id
    opened = open_envelope(envelope, [key.public])
    assert opened.signed_by is None
    assert "does not hold" in opened.fault


def test_a_changed_payload_is_not_believed(key: SigningKey) -> None:
    envelope = sign(CONTENT, key)
    changed = {**CONTENT, "predicate": {**CONTENT["predicate"], "verdict": "fail"}}
    envelope["payload"] = base64.b64encode(json.dumps(changed).encode()).decode()
    assert open_envelope(envelope, [key.public]).signed_by is None


def test_of_two_signers_the_trusted_one_counts(key: SigningKey, other: SigningKey) -> None:
    envelope = sign(CONTENT, key)
    envelope["signatures"].insert(0, sign(CONTENT, other)["signatures"][0])
    assert open_envelope(envelope, [key.public]).signed_by == key.public.key_id


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner)
)


@given(part=st.sampled_from(["payload", "payloadType", "signatures"]), value=JSON)
def test_whatever_stands_there_is_no_crash(key: SigningKey, part: str, value: Any) -> None:
    envelope = copy.deepcopy(sign(CONTENT, key))
    envelope[part] = value
    assert open_envelope(envelope, [key.public]).signed_by is None


@given(value=JSON)
def test_what_is_no_envelope_is_said_to_be_none(key: SigningKey, value: Any) -> None:
    assert "not a DSSE envelope" in open_envelope(value, [key.public]).fault
