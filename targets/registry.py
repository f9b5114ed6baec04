"""From the string a user writes to a target, and the list of all there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from targets.interface import Availability, InProcess, Target, TargetUnusable
from targets.moto_embedded import IN_PROCESS, MotoEmbedded
from targets.spec import Spec, nearest, parse

DEFINITIONS = Path(__file__).parent / "definitions"
GROUP = "cognito_conformance.targets"
REFERENCE = "targets.reference:ReferenceTarget"
AWS = "targets.aws:AwsTarget"
UNTESTED_DEFINITION = "definition untested here"
NEVER_RUN = "its guards are tested on a twin; nobody has run it on AWS for us"
OTHERS = "not tested here"
Factory = Callable[[str, Mapping[str, str]], Target]


@dataclass(frozen=True)
class Listed:
    """One line of ``cognito-conformance targets``."""

    name: str
    how: str
    availability: Availability
    caveat: str = ""  # what is not known of it, in one clause; empty where the suite's own tests run it
    notes: tuple[str, ...] = ()


def in_process() -> InProcess:
    """The target that every script can have inside its own process."""
    return IN_PROCESS


def resolve(spec: str) -> Target:
    """The target a spec names. Raises ``TargetUnusable`` with what is wrong with the spec."""
    parsed = parse(spec)
    if parsed.kind == "url":
        return _endpoint(parsed)
    if parsed.kind == "path":
        return _defined(parsed, Path(parsed.name).expanduser())
    return _named(parsed)


def _defined(spec: Spec, path: Path) -> Target:
    """A target by definition; what reads definitions is imported only now, for it takes its time."""
    from targets.defined import DefinedTarget
    from targets.definition import load

    return DefinedTarget(spec, load(path), path.resolve().parent)


def _named(spec: Spec) -> Target:
    if spec.name == "moto" and not spec.version and set(spec.options) <= {"http"} and not spec.flag("http"):
        return MotoEmbedded(spec.text)
    if spec.name == "reference":
        return _reference(spec)
    if spec.name == "aws":
        return _aws(spec)
    path = shipped().get(spec.name)
    if path:
        return _defined(spec, path)
    return _third_party(spec)


def _reference(spec: Spec) -> Target:
    """The reference, found by name like the target of another package: it builds on this folder, not this on it."""
    from importlib.metadata import EntryPoint

    entry = EntryPoint("reference", REFERENCE, GROUP)
    try:
        factory: Callable[[str], Target] = entry.load()
    except ImportError as error:
        raise TargetUnusable(f"the reference target is not part of this installation ({error})") from error
    return factory(spec.text)


def _endpoint(spec: Spec) -> Target:
    """Any endpoint: nothing is known of it but its address and the usual paths."""
    from targets.any_endpoint import AnyEndpoint

    return AnyEndpoint(spec, shipped())


def _aws(spec: Spec) -> Target:
    """Real Cognito, found by name too: what guards an account builds on this folder, not this on it."""
    from importlib.metadata import EntryPoint

    factory: Callable[[str], Target] = EntryPoint("aws", AWS, GROUP).load()
    return factory(spec.text)


def _third_party(spec: Spec) -> Target:
    """A target of another package, by entry point."""
    factories = _entry_points()
    found = factories.get(spec.name)
    if found is None:
        known = sorted({*names(), *factories})
        if Path(f"{spec.name}.toml").is_file():
            raise TargetUnusable(
                f"unknown target {spec.text!r}; for the definition in this folder write ./{spec.name}.toml"
            )
        raise TargetUnusable(
            f"unknown target {spec.text!r}{nearest(spec.name, known)}; known: {', '.join(known)}; "
            "or give a URL such as http://localhost:9229, or the path of a .toml definition"
        )
    return _made(spec, found)


def _made(spec: Spec, entry: object) -> Target:
    where = f"target {spec.text!r}, entry point {entry}"
    try:
        factory: Factory = entry.load()  # type: ignore[attr-defined]
        target = factory(spec.text, spec.options)
    except TargetUnusable:
        raise
    except Exception as error:
        raise TargetUnusable(
            f"{where}: it failed with {type(error).__name__}: {error}; repair or remove that package"
        ) from error
    if not isinstance(target, Target):
        raise TargetUnusable(f"{where}: it gave a {type(target).__name__}, not a targets.interface.Target")
    return target


def _entry_points() -> dict[str, object]:
    from importlib.metadata import entry_points

    return {entry.name: entry for entry in entry_points(group=GROUP)}


def shipped() -> dict[str, Path]:
    """The definitions that come with the suite, by name."""
    return {path.stem: path for path in sorted(DEFINITIONS.glob("*.toml"))}


def names() -> list[str]:
    """The names the suite itself knows."""
    return sorted({"aws", "moto", "reference", *shipped()})


def listing() -> list[Listed]:
    """All targets with what they need; starts and installs nothing."""
    found = [_list_moto()]
    for name, path in shipped().items():
        found += [] if name == "moto" else _list_definition(name, path)
    found.append(Listed("aws", "real Cognito in an account of yours", resolve("aws").availability(), NEVER_RUN))
    found.append(Listed("aws?twin=true", "subprocess: a stand-in for AWS", Availability(True, "nothing to install")))
    found.append(_list_reference())
    found += [
        Listed(name, f"another package: {entry}", Availability(True, "installed"), OTHERS)
        for name, entry in sorted(_entry_points().items())
    ]
    found.append(Listed("http://HOST:PORT", "any endpoint", Availability(True, "nothing to install")))
    return found


def _list_moto() -> Listed:
    return Listed("moto", "in-process; moto?http=true or moto==VERSION: subprocess", MotoEmbedded().availability())


def _list_definition(name: str, path: Path) -> list[Listed]:
    from targets.defined import DefinedTarget
    from targets.definition import load

    try:
        known = load(path)
    except TargetUnusable as error:
        return [Listed(name, "a definition that cannot be read", Availability(False, str(error)))]
    how = "attached" if known.start is None else "subprocess"
    available = DefinedTarget(Spec(name, "name", name), known, path.parent).availability()
    caveat = "" if known.tested else UNTESTED_DEFINITION
    listed = [Listed(name, how, available, caveat, known.notes)]
    for mode, choices in known.modes.items():
        listed += [
            Listed(f"{name}?{mode}={value}", how, available, caveat) for value, choice in choices.items() if choice.mode
        ]
    return listed


def _list_reference() -> Listed:
    try:
        return Listed("reference", "in-process: an instrument, not a product", resolve("reference").availability())
    except TargetUnusable as error:
        return Listed("reference", "in-process", Availability(False, str(error)))
