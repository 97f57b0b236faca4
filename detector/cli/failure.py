"""Errors at the command line: one sentence, one cure, the right exit code."""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from detector.cli.command_line import this_command
from detector.cli.visible import visible
from detector.errors import StoryfaultError, WriteError

DONE, GATE, USAGE, INTERRUPTED, ERROR = 0, 1, 2, 3, 4


def say(text: str) -> None:
    """Write a line to standard error; a closed or busy one is no reason to stop."""
    try:
        print(visible(text), file=sys.stderr, flush=True)
    except (OSError, ValueError, RuntimeError):
        return


class Commands(TyperGroup):
    """The command group: turns what a command raises into a message and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        debug = bool(ctx.params.get("debug"))
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            _close_stdout()
            raise typer.Exit(DONE) from None
        except StoryfaultError as error:
            _fail(error, debug)
        except KeyboardInterrupt:
            say(f"Interrupted; what is on disk is kept. Go on with: {this_command()}")
            raise typer.Exit(INTERRUPTED) from None
        except MemoryError:
            _fail(StoryfaultError("Memory ran out.", "Use fewer --workers, or a smaller model."), debug)
        except OSError as error:
            name = f"{error.filename}: " if error.filename else ""
            reason = error.strerror or type(error).__name__
            _fail(WriteError(f"{name}{reason}.", "Check that file, its disk and its permissions."), debug)
        except Exception as error:
            if debug or hasattr(error, "exit_code") or isinstance(error, typer.Abort):
                raise
            what = f"Something unforeseen went wrong: {type(error).__name__}: {error}."
            _fail(
                StoryfaultError(
                    what, "This is a fault of storyfault; --debug before the command shows where."
                ),
                False,
            )


def _fail(error: StoryfaultError, debug: bool) -> NoReturn:
    if debug:
        raise error
    say(f"storyfault: {error.message}{' ' + error.cure if error.cure else ''}")
    raise typer.Exit(error.exit_code) from None


def _close_stdout() -> None:
    """Let Python's own last flush find somewhere to go."""
    try:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
        os.close(devnull)
    except (OSError, ValueError):
        return
