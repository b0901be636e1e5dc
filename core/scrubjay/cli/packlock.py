"""`scrubjay pack lock`, `verify` and `keygen`: say what a pack's files are, who says so, and check it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from scrubjay.aside import aside
from scrubjay.cli.common import PackRefused, format_option, print_json, relative
from scrubjay.cli.exits import CLEAN, FAILED
from scrubjay.packs.catalogue import pack_folders
from scrubjay.packs.faults import Fault, PackError
from scrubjay.packs.files import LOCK, SIGNATURES, read_files
from scrubjay.packs.lock import Lock, compare, make_lock, read_lock
from scrubjay.packs.signing import (
    PublicKey,
    SigningError,
    as_pem,
    by_id,
    make_key,
    public_half,
    read_private,
    read_public,
    read_signatures,
    sign,
    signatures_text,
)
from scrubjay.packs.trust import signers

folder = click.argument("dir", type=click.Path(path_type=Path), metavar="DIR")


@click.command(epilog="Example: scrubjay pack lock my-pack --sign my.key")
@folder
@click.option(
    "--sign",
    "keyfiles",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="KEYFILE",
    help="Also sign with this private key. May be given several times.",
)
@format_option
def lock(dir: Path, keyfiles: Sequence[Path], form: str) -> None:
    """Write the digests of all files of the pack in DIR to its pack.lock, and signatures to pack.lock.sig.

    While the files stay the same, signatures that are there are kept, so that several people can sign one
    after the other. Once a file has changed they are taken out.
    """
    root = _root(dir)
    try:
        made = make_lock(read_files(root))
        found = dict(sign(made, read_private(file)) for file in keyfiles)
        kept = _kept(root, made)
    except PackError as error:
        raise PackRefused(error) from error
    except SigningError as error:
        raise click.UsageError(str(error)) from error
    signatures = kept | {key.id: signature for key, signature in found.items()}
    _write(root / LOCK, made.text.encode())
    if signatures or (root / SIGNATURES).exists():
        _write(root / SIGNATURES, signatures_text(signatures).encode())
    if form == "json":
        told = {"pack": str(root), "files": len(made.files), "sha256": made.sha256}
        print_json(told | {"signed_by": sorted(signatures)})
        return
    click.echo(f"{root / LOCK}: {_files(made)}, SHA-256 {made.sha256}")
    for id in sorted(signatures):
        click.echo(f"signed by {id}")


@click.command(epilog="Example: scrubjay pack verify my-pack --key acme.pub --key auditor.pub --require 2")
@folder
@click.option(
    "--key",
    "keyfiles",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PUBKEY",
    help="A public key that is trusted. May be given several times.",
)
@click.option(
    "--require",
    type=click.IntRange(1),
    default=None,
    metavar="N",
    help="How many of the keys must have signed; all of them, unless this says otherwise.",
)
@format_option
def verify(dir: Path, keyfiles: Sequence[Path], require: int | None, form: str) -> None:
    """Say whether the pack in DIR is what its pack.lock says, and whether those keys have signed it.

    Exit status: 0 it is, 1 it is not, 2 bad usage.
    """
    root = _root(dir)
    if require is not None and require > len(keyfiles):
        raise click.UsageError(f"--require {require}: only {len(keyfiles)} keys are given with --key")
    signed: list[PublicKey] = []
    faults: list[Fault] = []
    stated = None
    try:
        keys = [read_public(file) for file in keyfiles]
        if len(by_id(keys)) < len(keys):
            raise click.UsageError("--key: two files hold one key; a key counts once")
        files = read_files(root)
        stated = read_lock(root)
        faults += compare(stated, files, tables=True)
        signed = signers(root, stated, keys, len(keys) if require is None else require)
    except PackError as error:
        faults += error.faults
    except SigningError as error:
        raise click.UsageError(str(error)) from error
    if form == "json":
        print_json(_report(root, stated, signed, faults))
    else:
        for fault in faults:
            click.echo(relative(fault))
        if not faults and stated is not None:
            click.echo(f"{root}: as locked, {_files(stated)}, SHA-256 {stated.sha256}")
            for key in signed:
                click.echo(f"signed by {key.label}")
            if not keyfiles:
                click.echo("no key is given with --key, so no signature was checked")
    raise click.exceptions.Exit(FAILED if faults else CLEAN)


@click.command(epilog="Example: scrubjay pack keygen acme")
@click.argument("name", type=click.Path(path_type=Path), metavar="NAME")
@format_option
def keygen(name: Path, form: str) -> None:
    """Make a key: NAME.key, which signs and is for nobody else, and NAME.pub, which checks.

    Both are PEM files, Ed25519. Files that are there are never written over.
    """
    try:
        key = make_key()
    except SigningError as error:
        raise click.UsageError(str(error)) from error
    private, public = as_pem(key)
    halves = {Path(f"{name}.key"): (private, 0o600), Path(f"{name}.pub"): (public, 0o644)}
    made: list[Path] = []
    try:
        for file, (raw, mode) in halves.items():
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            made.append(file)
            with os.fdopen(handle, "wb") as out:
                out.write(raw)
    except OSError as error:
        for each in made:  # half a key is none
            each.unlink()
        raise click.ClickException(f"{file}: {error.strerror}; no key was made") from error
    id = public_half(key).id
    if form == "json":
        print_json({"key": id, "signs": f"{name}.key", "checks": f"{name}.pub"})
    else:
        click.echo(f"key {id}: {name}.key signs, {name}.pub checks")


def _kept(root: Path, made: Lock) -> dict[str, bytes]:
    """The signatures beside the lock if it says what the one that is made says."""
    try:
        return read_signatures(root) if read_lock(root) == made else {}
    except PackError:
        return {}


def _report(
    root: Path, stated: Lock | None, signed: Sequence[PublicKey], faults: Sequence[Fault]
) -> Mapping[str, Any]:
    return {
        "pack": str(root),
        "verified": not faults,
        "sha256": stated.sha256 if stated else None,
        "signed_by": [{"key": key.id, "name": key.name} for key in signed],
        "faults": [relative(fault) for fault in faults],
    }


def _root(dir: Path) -> Path:
    if pack_folders(dir) != [dir]:
        what = "holds no pack.toml" if dir.is_dir() else "is not a folder"
        raise click.UsageError(f"{dir} {what}; name the folder that holds pack.toml")
    return dir


def _files(lock: Lock) -> str:
    return f"{len(lock.files)} file{'s' * (len(lock.files) != 1)}"


def _write(file: Path, raw: bytes) -> None:
    """Write a file whole or not at all."""
    try:
        with aside(file) as written:
            written.write_bytes(raw)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
