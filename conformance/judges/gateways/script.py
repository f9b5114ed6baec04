"""A script that tries one rule: the text of the modules that the judge itself uses, one below the other."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from textwrap import fill
from types import ModuleType

from conformance.judges.gateways import apis, place, pools, probe, rules
from conformance.judges.gateways.rules import Rule
from conformance.replay.template import HOOK

PARTS: tuple[ModuleType, ...] = (rules, place, pools, apis, probe)
OURS = "conformance."
SCRIPT = '''#!/usr/bin/env python3
"""{name}: {about}

{documented}
{source}

usage: python {name}.py http://127.0.0.1:PORT; needs boto3
exit status: 0 the target does what is documented, 1 it does not, 2 the script cannot tell
"""

{body}


{hook}
if __name__ == "__main__":
    if not sys.argv[1:]:
        print(__doc__)
        sys.exit(2)
    sys.exit(main(sys.argv[1], {region!r}, {name!r}, {keys!r}))
'''


def script_of(rule: Rule, about: str, region: str, keys: tuple[str, str]) -> str:
    """The script. ``keys`` are the made-up ones that the target takes."""
    should = "gets through" if rule.right else "is refused, where the right one of the same task gets through"
    return SCRIPT.format(
        about=about,
        documented=fill(f"Documented, of {rule.task}: {rule.given} {should}.", 118),
        source=rule.source,
        name=rule.id,
        region=region,
        keys=keys,
        body=_body(),
        hook=HOOK,
    )


@cache
def _body() -> str:
    """The parts without their own imports, which come first."""
    imports, texts = {"import sys"}, []
    for part in PARTS:
        source = Path(str(part.__file__)).read_text("utf-8")
        tree = ast.parse(source)
        own = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        imports |= {ast.unparse(node) for node in own if not _is_ours(node)}
        lines = source.splitlines()
        texts.append("\n".join(lines[own[-1].end_lineno :]).strip())
    future = "from __future__ import annotations"
    return "\n".join([future, "", *sorted(imports - {future}), "", "", "\n\n\n".join(texts)])


def _is_ours(node: ast.Import | ast.ImportFrom) -> bool:
    return isinstance(node, ast.ImportFrom) and str(node.module).startswith(OURS)
