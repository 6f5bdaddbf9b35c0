"""Fits a trained checkpoint to prompts that were worded anew after its training.

    python -m govllm.reference.refit DIR

The fixed lines of a system prompt are single pieces of the tokenizer. When a declaration's wording
changes, the pieces keep their numbers and take the new text, so the model goes on reading the
prompt as it learnt it. Where the number of pieces differs the model must be trained again.
"""

import argparse
import json
from pathlib import Path

from govllm.reference.tokenizer import fixed_pieces


def refit(text: str) -> str:
    """The tokenizer file with its long pieces replaced by the prompts' present ones, in order."""
    whole = json.loads(text)
    wanted = [piece for piece in fixed_pieces() if "\n" in piece.strip("\n")]
    held = [row for row in whole["added_tokens"] if "\n" in row["content"].strip("\n")]
    if len(held) != len(wanted):
        raise ValueError(f"{len(held)} long pieces held, {len(wanted)} wanted: train again")
    new = {piece: piece for piece in wanted}
    gone = [row for row in held if row["content"] not in new]
    fresh = [piece for piece in wanted if piece not in {row["content"] for row in held}]
    for row, piece in zip(gone, sorted(fresh, key=lambda p: _closest(p, gone)), strict=True):
        row["content"] = piece
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _closest(piece: str, rows: list[dict[str, str]]) -> int:
    """Where among the rows the piece's nearest relative stands, by shared characters."""
    shared = [len(set(piece) & set(row["content"])) / len(set(row["content"])) for row in rows]
    return shared.index(max(shared))


def main() -> None:
    """Read the folder and fit it."""
    parser = argparse.ArgumentParser(prog="python -m govllm.reference.refit")
    parser.add_argument("checkpoint", type=Path)
    path = parser.parse_args().checkpoint / "tokenizer.json"
    path.write_text(refit(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
