"""``def read_code`` for scripts: what an independent reader can do with an endpoint alone."""

from __future__ import annotations

from collections.abc import Mapping

from targets.interface import Purpose
from targets.reader_schema import Console, Fixed, FromEnvironment, Header, Kind, ListReader, Mailbox


def snippet(readers: Mapping[Purpose, Kind]) -> str:
    """Its source, with ``ENDPOINT`` as a global; empty where there are no readers."""
    branches = [line for purpose, kind in readers.items() for line in _branch(purpose, kind)]
    if not branches:
        return ""
    return "\n".join(
        ["def read_code(purpose, pool_id, username, destination, headers):", *branches, "    return None", ""]
    )


def _branch(purpose: str, kind: Kind) -> list[str]:
    head = f"    if purpose == {purpose!r}:"
    match kind:
        case Fixed():
            return [head, f"        return {kind.value!r}"]
        case FromEnvironment():
            return [head, "        import os", f"        return os.environ.get({kind.variable!r})"]
        case Header():
            lower = "{name.lower(): value for name, value in headers.items()}"
            return [head, f"        return {lower}.get({kind.name.lower()!r})"]
        case Console():
            return [head, *_console_branch(kind)]
        case _:
            return [head, *_listed_branch(kind)]


def _console_branch(kind: Console) -> list[str]:
    question = "the code sent to {} (see the emulator's console, or set EMULATOR_LOG to the file with its output): "
    return [
        "        import os, re, time",
        "        if not os.environ.get('EMULATOR_LOG'):",
        f"            return input({question!r}.format(destination)).strip()",
        "        names = {'{username}': username, '{destination}': destination}",
        f"        pattern = {kind.pattern!r}",
        "        for name, value in names.items():",
        "            pattern = pattern.replace(name, f'(?i:{re.escape(value)})')",
        "        time.sleep(0.1)",
        "        with open(os.environ['EMULATOR_LOG'], encoding='utf-8', errors='replace') as log:",
        "            found = list(re.finditer(pattern, re.sub(r'\\x1b\\[[0-9;]*m', '', log.read())))",
        "        return found[-1][1] if found else None",
    ]


def _listed_branch(kind: ListReader) -> list[str]:
    return [
        "        import json, os, re, requests",
        "        from urllib.parse import quote",
        "        known = {'{pool_id}': pool_id, '{username}': username, '{destination}': destination}",
        "        known['{attribute}'] = 'email' if '@' in destination else 'phone_number'",
        "        def fill(text, how):",
        "            for name, value in known.items():",
        "                text = text.replace(name, how(value))",
        "            return text",
        *_WALK,
        *_document_lines(kind),
        f"        messages = [one for one in walk(document, {kind.messages!r}) if isinstance(one, dict)]",
        *_order_lines(kind),
        "        for message in reversed(messages):",
        *_condition_lines(kind),
        f"            for path in {list(kind.text)!r}:",
        "                path = path.replace('{attribute}', known['{attribute}'])",
        "                for text in texts(walk(message, path)):",
        f"                    code = re.search({kind.pattern!r}, text)",
        "                    if code:",
        "                        return code[1]",
    ]


_WALK = [
    "        def walk(value, path):",
    "            name, _, rest = path.partition('.')",
    "            if not name:",
    "                return value if isinstance(value, list) else [value]",
    "            if name == '*':",
    "                members = value.values() if isinstance(value, dict) else value",
    "                members = members if isinstance(value, (dict, list)) else []",
    "            elif isinstance(value, list):",
    "                members = value[int(name):int(name) + 1] if name.isdecimal() else []",
    "            else:",
    "                members = [value[name]] if isinstance(value, dict) and name in value else []",
    "            return [found for member in members for found in walk(member, rest)]",
    "        def texts(value):",
    "            if isinstance(value, (dict, list)):",
    "                members = value.values() if isinstance(value, dict) else value",
    "                return [text for member in members for text in texts(member)]",
    "            return [] if value is None else [str(value).lower() if isinstance(value, bool) else str(value)]",
]


def _order_lines(kind: ListReader) -> list[str]:
    """The oldest first."""
    lines = ["        messages.reverse()"] if kind.newest == "first" else []
    if not kind.time:
        return lines
    return [
        *lines,
        "        from datetime import datetime, timezone",
        "        from email.utils import parsedate_to_datetime",
        "        def moment(message):",
        f"            value = (walk(message, {kind.time!r}) or [None])[0]",
        "            for read in (float, cut, parsedate_to_datetime):",
        "                try:",
        "                    found = read(value)",
        "                except (TypeError, ValueError):",
        "                    continue",
        "                if isinstance(found, float):",
        "                    return found",
        "                return (found if found.tzinfo else found.replace(tzinfo=timezone.utc)).timestamp()",
        "            return float('-inf')",
        "        def cut(text):",
        "            return datetime.fromisoformat(re.sub(r'(\\.\\d{6})\\d+', r'\\1', text).replace('Z', '+00:00'))",
        "        messages.sort(key=moment)",
    ]


def _condition_lines(kind: ListReader) -> list[str]:
    conditions = [f"fill({value!r}, str) not in texts(walk(message, {path!r}))" for path, value in kind.where.items()]
    if kind.to:
        conditions.append(f"destination not in walk(message, {kind.to!r})")
    return [f"            if {' or '.join(conditions)}:", "                continue"] if conditions else []


def _document_lines(kind: ListReader) -> list[str]:
    if isinstance(kind, Mailbox):
        endpoint = "ENDPOINT + " if kind.path.startswith("/") else ""
        return [
            f"        url = {endpoint}fill({kind.path!r}, lambda value: quote(value, safe=''))",
            "        document = requests.get(url, timeout=10).json()",
        ]
    return [
        "        # the directory that the emulator was started in",
        "        known['{dir}'] = os.environ.get('EMULATOR_DIR', '.')",
        f"        with open(fill({kind.path!r}, str), encoding='utf-8') as file:",
        "            document = json.load(file)",
    ]
