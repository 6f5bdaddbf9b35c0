"""The tokenizer: byte-level BPE, so that any text can be written, with short pieces.

The training text is small, so pieces are kept to two characters: a longer one would be seen too
seldom to mean anything. The other way round, what is fixed is made long: a run of lines of the two
system prompts, a label, a key of the ticket is one piece each, which makes the real prompts cost a
dozen tokens. A prompt that words them otherwise is written in ordinary pieces.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from govllm.reference import prompts
from govllm.reference.cases import FIELDS

END = "<|end|>"
PAD = "<|pad|>"
ROLES = ("<|system|>", "<|user|>", "<|assistant|>")
TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)
_BLOCK = 8
_LONGEST = 9  # as the trainer counts: two Chinese characters


def _blocks(system: str) -> list[str]:
    lines = system.splitlines(keepends=True)
    return ["".join(lines[at : at + _BLOCK]) for at in range(0, len(lines), _BLOCK)]


def fixed_pieces() -> list[str]:
    """What is the same in every prompt and answer, longest first."""
    town = prompts.city()
    given = {"case": "", "called_at": "", "transcript": ""}
    found: list[str] = []
    for name in ("dispatch", "ticket"):
        found += _blocks(prompts.render(prompts.HOTLINE / name, given)[0]["content"])
    found += [*town.departments, *town.bodies, *town.districts]
    found += [
        "承办单位：",
        "\n紧急程度：",
        "\n话务员：",
        "\n来电人：",
        "话务员：",
        "来电人：",
        "来电时间：",
    ]
    found += [("{" if at == 0 else ", ") + f'"{field}": ' for at, field in enumerate(FIELDS)]
    found += ["null", "2025-", "2026-"]
    return sorted(dict.fromkeys(found), key=len, reverse=True)


def train(texts: Iterable[str], size: int) -> Tokenizer:
    """Learn the pieces from the texts and add the fixed ones."""
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.Split(Regex(r"[^\p{L}\p{N}]"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tok.decoder = decoders.ByteLevel()
    special = [PAD, END, *ROLES]
    fixed = fixed_pieces()
    trainer = trainers.BpeTrainer(
        vocab_size=size - len(fixed),
        min_frequency=4,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        max_token_length=_LONGEST,
        show_progress=False,
    )
    tok.train_from_iterator((re.sub(r"\{[^}]*\}", "，", text) for text in texts), trainer)
    tok.add_tokens([AddedToken(piece, normalized=False, special=False) for piece in fixed])
    return tok


def save(tok: Tokenizer, out: Path) -> None:
    """Write it the way transformers and vLLM read it."""
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tok,
        eos_token=END,
        pad_token=PAD,
        additional_special_tokens=list(ROLES),
        model_max_length=4096,
        clean_up_tokenization_spaces=False,
    )
    fast.chat_template = TEMPLATE
    fast.save_pretrained(out)
