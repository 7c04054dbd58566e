"""Runs a command as a child, with the little that is needed: `subprocess` would cost every start ten milliseconds.

For the same reason `select` is imported when the child is on its way, and `signal`, which loads `enum`, not at all.
"""

import _signal
import os
import sys

from sagebrush_runtime import script

# Of what the child wrote to stderr, this much is kept for the failure text.
TAIL_BYTES = 8192
# SageMaker shows the first 1024 characters of a failure; the end of the message has to be among them.
MESSAGE_CHARACTERS = 700
# How often a child whose stderr was inherited by a daemon is looked after.
LOOK_MILLISECONDS = 500


class Failure(Exception):
    """Something of the user's went wrong; its text is written in the form that the toolkits use."""

    def __init__(self, kind, exit_code, message, command):
        self.exit_code = exit_code
        lines = [f"{kind}:", f"ExitCode {exit_code}", f'ErrorMessage "{message}"']
        if command:
            lines.append(f'Command "{command}"')
        super().__init__("\n".join(lines))


class Terminated(Exception):
    """The job was asked to end, and the program ended: nothing went wrong."""

    def __init__(self, exit_code):
        self.exit_code = exit_code
        super().__init__(f"ended with {exit_code} after SIGTERM")


def run(step, directory):
    """Runs a step to its end in a directory and hands SIGTERM on to it.

    Raises Failure unless it exits with 0, or Terminated when it was asked to end.
    """
    reader, writer = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _become(step, directory, reader, writer)
    os.close(writer)
    asked = []

    def hand_on(number, _):
        asked.append(number)
        _forward(pid, number)

    before = _signal.signal(_signal.SIGTERM, hand_on)
    try:
        tail, status = _copy_until_end(reader, pid)
    finally:
        _signal.signal(_signal.SIGTERM, before)
        os.close(reader)
    exit_code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
    if exit_code != 0 and asked:
        raise Terminated(exit_code)
    if exit_code != 0:
        # Where the interpreter lies on this machine is nothing to the user, and the text has to be short.
        command = [os.path.basename(step.command[0]), *step.command[1:]]
        raise Failure(step.failure, exit_code, error_message(tail), " ".join(command))


def _become(step, directory, reader, writer):
    """In the child: turns it into the command."""
    try:
        os.close(reader)
        os.dup2(writer, 2)
        os.close(writer)
        os.chdir(directory)
        if not step.in_place:
            os.execvpe(step.command[0], step.command, step.environment)
        _, name, *arguments = step.command
        script.prepare(name, arguments, step.environment)
    except BaseException as error:
        os.write(2, f"{step.command[0]} can't be run: {error}\n".encode())
        os._exit(127)
    script.run(name)


def _forward(pid, number):
    # It may have ended by itself in the meantime. contextlib's suppress would be one more module to load.
    try:  # noqa: SIM105
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def _copy_until_end(reader, pid):
    """Copies the child's stderr to ours until it has ended; gives the last of it, and the child's wait status."""
    import select

    tail = b""
    status = None
    poll = select.poll()
    poll.register(reader, select.POLLIN | select.POLLHUP)
    while True:
        if poll.poll(0 if status is not None else LOOK_MILLISECONDS):
            chunk = os.read(reader, 65536)
            if not chunk:
                break
            _write_all(2, chunk)
            tail = (tail + chunk)[-TAIL_BYTES:]
        elif status is not None:
            break
        else:
            # Nothing said for a while. The child may have ended and left the pipe to a daemon.
            ended, found = os.waitpid(pid, os.WNOHANG)
            status = found if ended else None
    if status is None:
        status = os.waitpid(pid, 0)[1]
    return tail, status


def _write_all(descriptor, data):
    while data:
        data = data[os.write(descriptor, data) :]


def error_message(tail):
    """The end of what was written to stderr: from the last traceback on, if there is one."""
    text = tail.decode("utf-8", errors="replace").strip()
    start = text.rfind("Traceback (most recent call last)")
    if start >= 0:
        text = text[start:]
    if len(text) > MESSAGE_CHARACTERS:
        text = "..." + text[-MESSAGE_CHARACTERS:]
    return text
