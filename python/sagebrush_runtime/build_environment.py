"""Builds what jobs share, once, whoever else tries to at the same time.

    python -I build_environment.py environment <target directory> <requirements.txt or -> <interpreter>
    python -I build_environment.py runtime <target directory> <directory of this package> <interpreter>

An environment from a requirements file is a virtual environment of the running interpreter with exactly the packages
of the lock; with `-`, the interpreter named last is used as it is. In both cases a *job overlay* is laid over it: a
prefix that has the environment's packages on its path and none of its own. pip takes what lies in another prefix for
given and does not try to change it, so that a job, which can't write here, can install further or other versions into
its home. A runtime is a copy of this package, compiled for the interpreter.

Progress goes to stdout, a line each. Exit codes: 0 done, 10 no network, 11 disk full, 12 no way to make a virtual
environment, 13 anything else; the reason goes to stderr.
"""

import errno
import fcntl
import os
import shutil
import subprocess
import sys

EXIT_NETWORK = 10
EXIT_DISK = 11
EXIT_NO_VENV = 12
EXIT_OTHER = 13

NETWORK_SIGNS = (
    "dns error",
    "failed to lookup address",
    "Temporary failure in name resolution",
    "Name or service not known",
    "Failed to establish a new connection",
    "Connection refused",
    "Network is unreachable",
    "tcp connect error",
    "ProxyError",
    "Max retries exceeded",
    "Read timed out",
    "operation timed out",
    "Failed to fetch",
    # pip's only words when it was told not to retry; an index that is there has at least other versions.
    "(from versions: none)",
)
DISK_SIGNS = ("No space left on device", "os error 28", "Disk quota exceeded")


class BuildError(Exception):
    """Ends the build with one of the exit codes."""

    def __init__(self, exit_code, reason):
        super().__init__(reason)
        self.exit_code = exit_code


def main(arguments):
    kind, target, source, interpreter = arguments
    os.makedirs(os.path.dirname(target), exist_ok=True)
    # The kernel lets go of this lock when its last holder dies. Installers inherit it, so that one that outlives a
    # killed build is waited for.
    lock = os.open(target + ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(lock, True)
    try:
        return build_under_lock(kind, target, source, interpreter, lock)
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_DISK if error.errno in (errno.ENOSPC, errno.EDQUOT) else EXIT_OTHER
    finally:
        os.close(lock)


def build_under_lock(kind, target, source, interpreter, lock):
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("waiting for another build of the same environment")
        fcntl.flock(lock, fcntl.LOCK_EX)
    if not os.path.exists(os.path.join(target, "complete")):
        build(kind, target, source, interpreter, lock)
    return 0


def build(kind, target, source, interpreter, lock):
    """Scripts in a virtual environment hold its path, so it is built in its place; `complete` comes last."""
    shutil.rmtree(target, ignore_errors=True)
    os.makedirs(target)
    if kind == "runtime":
        copy_runtime(source, target, interpreter)
    else:
        python = interpreter if source == "-" else install(os.path.join(target, "venv"), source, lock)
        lay_over(os.path.join(target, "job"), python)
        write_constraints(os.path.join(target, "constraints.txt"), python)
    os.sync()
    with open(os.path.join(target, "complete.part"), "w", encoding="utf-8") as stamp:
        stamp.write("built\n")
        stamp.flush()
        os.fsync(stamp.fileno())
    os.rename(os.path.join(target, "complete.part"), os.path.join(target, "complete"))


def install(venv, requirements, lock):
    """Makes the virtual environment and gives its interpreter."""
    python = os.path.join(venv, "bin", "python")
    base = os.path.realpath(sys.executable)
    uv = shutil.which("uv")
    say(f"making a virtual environment of Python {sys.version.split()[0]}")
    if uv:
        run([uv, "venv", "--quiet", "--python", base, venv], lock)
        say("downloading and installing packages with uv")
        flags = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--link-mode", "copy"]
        run([uv, "pip", "install", "--python", python, *flags, "-r", requirements], lock)
    else:
        make_venv(base, venv, lock)
        say("downloading and installing packages with pip")
        pip = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
        flags = ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
        run([*pip, *flags, "-r", requirements], lock)
    say("compiling")
    # Without this the first job would compile, and no job could keep what it compiled.
    packages = output([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
    subprocess.run([python, "-m", "compileall", "-q", "-j", "2", packages], stdout=subprocess.DEVNULL, check=False)
    return python


def make_venv(base, venv, lock):
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        raise BuildError(
            EXIT_NO_VENV,
            f"{base} can't make virtual environments: install uv, or the package of your distribution that has "
            "ensurepip (Debian and Ubuntu: apt install python3-venv)",
        ) from None
    run([base, "-m", "venv", venv], lock)


def lay_over(job, python):
    """Makes the job overlay (see the top of the file)."""
    facts = output(
        [
            python,
            "-c",
            "import os, site, sys; print(os.path.realpath(sys.executable)); "
            "print('python%d.%d' % sys.version_info[:2]); print('\\n'.join(site.getsitepackages()))",
        ]
    ).split("\n")
    base, version, package_directories = facts[0], facts[1], facts[2:]
    own = os.path.join(job, "lib", version, "site-packages")
    binaries = os.path.join(job, "bin")
    os.makedirs(own)
    os.makedirs(binaries)
    for name in ("python", "python3", version):
        os.symlink(base, os.path.join(binaries, name))
    write(os.path.join(job, "pyvenv.cfg"), f"home = {os.path.dirname(base)}\ninclude-system-site-packages = false\n")
    write(os.path.join(own, "environment.pth"), "".join(f"{d}\n" for d in package_directories if os.path.isdir(d)))
    for name in ("pip", "pip3"):
        script = os.path.join(binaries, name)
        write(script, f"#!{binaries}/python3\nimport runpy\nrunpy.run_module('pip', run_name='__main__')\n")
        os.chmod(script, 0o755)


def copy_runtime(package, runtime, python):
    """A copy of this package, compiled for the interpreter that will run it."""
    shutil.copytree(
        package, os.path.join(runtime, "sagebrush_runtime"), ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
    )
    compile_all = [python, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", runtime]
    subprocess.run(compile_all, stdout=subprocess.DEVNULL, check=False)


def write_constraints(path, python):
    """The versions that are there, for installations on top of them."""
    code = (
        "from importlib.metadata import distributions as d; "
        "print('\\n'.join(sorted({x.metadata['Name'] + '==' + x.version for x in d() if x.metadata['Name']})))"
    )
    lines = output([python, "-c", code]).split("\n")
    write(path, "".join(f"{line}\n" for line in lines if line and not line.startswith("pip==")))


def run(command, lock):
    """Runs an installer; its last words become the reason when it fails."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=[lock],
        check=False,
    )
    if done.returncode == 0:
        return
    text = done.stdout.decode("utf-8", errors="replace").strip()
    reason = "\n".join(text.split("\n")[-12:])
    if any(sign in text for sign in DISK_SIGNS):
        raise BuildError(EXIT_DISK, reason)
    if any(sign in text for sign in NETWORK_SIGNS):
        raise BuildError(EXIT_NETWORK, reason)
    raise BuildError(EXIT_OTHER, reason)


def output(command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode().strip()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def say(line):
    """Progress. Whoever listened may be gone; the build goes on."""
    try:
        print(line, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
