"""Evaluations as JSON: one object, an array, or one object a line, as the encounters came."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from scrubjay.formats import Style
from scrubjay.results import Evaluation


def write(evaluations: Iterable[Evaluation], out: TextIO, style: Style) -> None:
    """Write each evaluation as `evaluation/v1` describes it."""
    if style.shape == "lines":
        for evaluation in evaluations:
            out.write(json.dumps(evaluation.to_dict(explain=style.explain), ensure_ascii=False) + "\n")
        return
    shown = [evaluation.to_dict(explain=style.explain) for evaluation in evaluations]
    document = shown[0] if style.shape == "object" and len(shown) == 1 else shown
    out.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
