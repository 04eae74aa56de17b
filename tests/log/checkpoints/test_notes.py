"""Signed notes and their keys: the examples of the specifications, and of Go's own package, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from dilithium_py.ml_dsa import ML_DSA_44
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InvalidProof, NotInstalled
from dateline.log.checkpoints import note_keys
from dateline.log.checkpoints.checkpoint import Checkpoint, read_checkpoint
from dateline.log.checkpoints.note_keys import ED25519, new_signer, read_signer, read_verifier
from dateline.log.checkpoints.signed_note import NoteSignature, SignedNote, read_note
from dateline.log.checkpoints.signing import checked, signed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ORIGIN = "example.org/companies"
SPECIFIED_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPECIFIED = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYj"
    "OBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def bytes_of(number: int) -> note_keys.Callable[[int], bytes]:
    return lambda length: bytes([number]) * length


KEYS = [new_signer(ORIGIN, algorithm, bytes_of(7)) for algorithm in note_keys.ALGORITHMS.values()]
CHECKPOINT = Checkpoint(ORIGIN, 20852163, bytes(range(32)))


@pytest.mark.parametrize(("key", "note"), [(SPECIFIED_KEY, SPECIFIED), (GO_PUBLIC, GO_NOTE)])
def test_the_examples_of_the_specification_and_of_go_are_verified(key: str, note: str) -> None:
    verifier, read = read_verifier(key), read_note(note.encode())
    (signature,) = read.signatures
    assert (signature.name, signature.key_id) == (verifier.name, verifier.key_id)
    assert verifier.verifies(read.text, signature.signature)
    assert not verifier.verifies(read.text + "x\n", signature.signature)
    assert str(read) == note
    assert str(verifier) == key


def test_go_would_have_signed_the_same() -> None:
    key = read_signer(GO_PRIVATE)
    assert (str(key), str(key.verifier)) == (GO_PRIVATE, GO_PUBLIC)
    text = read_note(GO_NOTE.encode()).text
    assert str(SignedNote(text, (key.sign(text, NOW),))) == GO_NOTE


def test_a_second_implementation_of_ml_dsa_44_verifies_the_message_of_the_specification() -> None:
    (_, key) = KEYS
    (signature,) = signed(CHECKPOINT, [key], NOW).signatures
    time = int(NOW.timestamp()).to_bytes(8, "big")
    name = bytes([len(ORIGIN)]) + ORIGIN.encode()
    message = b"subtree/v1\n\0" + name + time + name + bytes(8) + (20852163).to_bytes(8, "big") + bytes(range(32))
    assert signature.signature[:8] == time
    assert ML_DSA_44.verify(key.verifier.public, message, signature.signature[8:])
    assert not ML_DSA_44.verify(key.verifier.public, message + b"x", signature.signature[8:])


def test_keys_come_back_from_their_texts() -> None:
    for key in KEYS:
        assert read_signer(str(key)) == key
        assert read_verifier(str(key.verifier)) == key.verifier


def test_a_checkpoint_is_three_lines_and_comes_back_with_those_of_others() -> None:
    assert CHECKPOINT.text == "example.org/companies\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    assert read_checkpoint(CHECKPOINT.text) == CHECKPOINT
    assert read_checkpoint(f"{CHECKPOINT.text}more\n").extensions == ("more",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a\n1\n",
        "\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "a\n01\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "a\n-1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "a\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==\n",
        "a\n1\nnothing\n",
        "a\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHhé=\n",
        "a\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\nmore\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(InvalidProof, match="no checkpoint"):
        read_checkpoint(text)


def test_a_note_is_believed_if_one_known_key_has_signed_it_and_none_wrongly() -> None:
    note = signed(CHECKPOINT, KEYS, NOW)
    public = [key.verifier for key in KEYS]
    assert checked(str(note).encode(), public) == checked(str(note).encode(), public[:1]) == CHECKPOINT
    stranger = NoteSignature("witness.example/w1", b"abcd", b"anything")
    assert checked(str(note._replace(signatures=(stranger, *note.signatures))).encode(), public) == CHECKPOINT
    with pytest.raises(InvalidProof, match="none of the keys"):
        checked(str(note._replace(signatures=(stranger,))).encode(), public)
    other = new_signer(ORIGIN, ED25519, bytes_of(8)).verifier
    with pytest.raises(InvalidProof, match="none of the keys"):
        checked(str(note).encode(), [other])
    assert checked(str(note).encode(), []) == CHECKPOINT


@given(st.data())
def test_a_note_that_is_altered_is_refused_or_says_the_same(data: st.DataObject) -> None:
    raw = bytearray(str(signed(CHECKPOINT, KEYS, NOW)).encode())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    try:
        found = checked(bytes(raw), [key.verifier for key in KEYS])
    except InvalidProof:
        return
    # One signature is by nobody who is known any more; the other key has signed.
    assert found == CHECKPOINT
    assert bytes(raw).startswith(CHECKPOINT.text.encode())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no signature\n",
        b"text\n\n",
        b"text\n\n- name AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94 name AAAAAA==\n",
        b"text\n\n\xe2\x80\x94 na+me AAAAAAAAAAAA\n",
        b"text\n\n\xe2\x80\x94 name AAAAAAAAAAAA",
        b"te\txt\n\n\xe2\x80\x94 name AAAAAAAAAAAA\n",
        b"\xff\n\n\xe2\x80\x94 name AAAAAAAAAAAA\n",
        b"x" * 1_000_001,
    ],
)
def test_what_is_no_signed_note_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidProof, match="signed note"):
        read_note(raw)


@pytest.mark.parametrize(
    "text",
    ["", "name", "name+530d903a+!", SPECIFIED_KEY.replace("530d903a", "530d903b"), "name+00000000+Ag==", GO_PRIVATE],
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(InvalidProof, match="no public key"):
        read_verifier(text)


@pytest.mark.parametrize("text", ["", GO_PUBLIC, GO_PRIVATE[:-4], GO_PRIVATE.replace("c74f20a3", "c74f20a4")])
def test_what_is_no_private_key_is_refused_without_telling_it(text: str) -> None:
    with pytest.raises(InvalidProof, match="no private key") as refused:
        read_signer(text)
    assert not text or text not in str(refused.value)


def test_keys_without_cryptography_say_which_extra_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note_keys, "find_spec", lambda name: None)
    for use in (lambda: KEYS[0].verifier, lambda: KEYS[0].sign("x\n", NOW), lambda: read_signer(GO_PRIVATE)):
        with pytest.raises(NotInstalled, match=r"dateline\[checkpoints\]"):
            use()


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "line\nline", "x" * 256])
def test_a_log_has_a_name_that_a_key_may_have(origin: str) -> None:
    with pytest.raises(InvalidProof, match="name of a log"):
        new_signer(origin, ED25519, bytes_of(1))
