#!/usr/bin/env python3
"""The house's commands: from a fresh clone to the running product with nothing but Python 3.11 or newer.

python3 dev.py demo [ARGS…]                  the sample day, from two agents to the centre and back
python3 dev.py test [--all-parts] [ARGS…]    the test suite, on all processors; ARGS go to pytest as well
python3 dev.py run [ARGS…]                   the app itself; arguments go to `agent-app`
python3 dev.py bench [NAME…] --json FILE     measures; one JSON line a figure
python3 dev.py bundle [ARGS…]                the client as one folder, built and tried out
python3 dev.py lock [--upgrade]              resolves the hash-locked requirements anew

The first start makes .venv and fills it from a lock; on Debian and Ubuntu, as root, it also installs
what the system lacks. With --all-parts a test that could not run for want of a part is a failure.
"""

import ctypes
import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

if sys.version_info < (3, 11):
    sys.exit("dev.py: Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ".")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
APT_INSTALL = ("apt-get", "install", "-y", "--no-install-recommends")
# Debian's server package makes and starts a cluster of its own unless told not to.
CLUSTER_CONF = Path("/etc/postgresql-common/createcluster.d/keagenan.conf")
CLUSTER_SETTING = "create_main_cluster = false"
# A web server that tests start for themselves must not take this machine's ports as a service: its unit is masked.
UNITS = Path("/etc/systemd/system")
# Each process of the tests makes a PostgreSQL server and plays the sample day for itself.
MOST_PROCESSES = 4


class Part(NamedTuple):
    """Something of the operating system that the app or its tests use."""

    name: str
    packages: tuple[str, ...]
    is_present: Callable[[], bool]


def say(words: str) -> None:
    """Tell the user; standard output belongs to the command that is started."""
    print(words, file=sys.stderr, flush=True)


def loads(*libraries: str) -> bool:
    """Whether the dynamic linker finds all these; elsewhere than on Linux the wheels bring them along."""
    if not sys.platform.startswith("linux"):
        return True
    try:
        for library in libraries:
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def on_path(*programs: str) -> bool:
    """Whether all these programs can be started by name."""
    return all(shutil.which(program) for program in programs)


def postgres_programs() -> Path | None:
    """The folder with the newest PostgreSQL server's `initdb` and `postgres`, which Debian keeps off PATH."""
    installed = [initdb.parent for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if installed:
        return max(installed, key=lambda folder: float(folder.parent.name))
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def nginx_program() -> str | None:
    """Where nginx is, which Debian keeps off the PATH of most users."""
    return shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))


VENV_MODULE = Part(
    "venv",
    (f"python3.{sys.version_info.minor}-venv",),
    lambda: importlib.util.find_spec("ensurepip") is not None,
)
# What Qt's own libraries ask of the system, each with the package that has it in Debian 12 and Ubuntu 24.04.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
# What a window on X11 or Wayland needs besides, and the list of printers.
WINDOW_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libcups.so.2": "libcups2",
}


def packages_of(libraries: Mapping[str, str]) -> tuple[str, ...]:
    """The packages that have these libraries, each once."""
    return tuple(dict.fromkeys(libraries.values()))


QT = Part("qt", packages_of(QT_LIBRARIES), lambda: loads(*QT_LIBRARIES))
WINDOW = Part("window", packages_of(WINDOW_LIBRARIES), lambda: loads(*WINDOW_LIBRARIES))
POSTGRES = Part("postgres", ("postgresql",), lambda: postgres_programs() is not None)
KEYRING = Part("keyring", ("gnome-keyring", "dbus"), lambda: on_path("gnome-keyring-daemon", "dbus-run-session"))
XVFB = Part("xvfb", ("xvfb", "xdotool", *WINDOW.packages), lambda: on_path("Xvfb", "xdotool") and WINDOW.is_present())
NPM = Part("npm", ("npm",), lambda: on_path("node", "npm"))
NGINX = Part("nginx", ("nginx",), lambda: nginx_program() is not None)
CADDY = Part("caddy", ("caddy",), lambda: on_path("caddy"))
SERVICES = (NGINX, CADDY)
TEST_PARTS = (QT, POSTGRES, KEYRING, XVFB, NPM, NGINX, CADDY)


def ensure(*parts: Part) -> None:
    """Install what is missing where that needs no question; else say how, and go on without it."""
    missing = [part for part in parts if not part.is_present()]
    if not missing:
        return
    names = ", ".join(part.name for part in missing)
    packages = [package for part in missing for package in part.packages]
    if not on_path("apt-get"):
        say(f"Not found on this system: {names} (Debian's names: {' '.join(packages)}).")
    elif os.geteuid() != 0:
        say(f"Not found on this system: {names}. To install:\n  {sudo_line(missing, packages)}")
    else:
        say(f"Installing for {names}: {' '.join(packages)}")
        if POSTGRES in missing:
            CLUSTER_CONF.parent.mkdir(parents=True, exist_ok=True)
            CLUSTER_CONF.write_text(CLUSTER_SETTING + "\n")
        for part in missing:
            if part in SERVICES:
                mask(part)
        # One package that a release lacks must not keep the others away.
        lacking = [] if apt_install(packages) else [part.name for part in missing if not apt_install(part.packages)]
        if lacking:
            say(f"apt-get could not install all of it; going on without {', '.join(lacking)}.")


def unit_of(part: Part) -> Path:
    """The unit that systemd would start."""
    return UNITS / f"{part.name}.service"


def mask(part: Part) -> None:
    """Keep a service from being started by its installation; `systemctl unmask` gives it back."""
    unit = unit_of(part)
    unit.parent.mkdir(parents=True, exist_ok=True)
    if not unit.exists() and not unit.is_symlink():
        unit.symlink_to("/dev/null")


def sudo_line(missing: Sequence[Part], packages: Sequence[str]) -> str:
    """The one line that installs the packages on somebody else's Debian or Ubuntu."""
    install = shlex.join([*APT_INSTALL, *packages])
    first = [f"ln -sf /dev/null {unit_of(part)}" for part in missing if part in SERVICES]
    if POSTGRES in missing:
        first += [f"mkdir -p {CLUSTER_CONF.parent}", f"echo {CLUSTER_SETTING} > {CLUSTER_CONF}"]
    return f'sudo sh -c "{" && ".join([*first, install])}"' if first else f"sudo {install}"


def apt_install(packages: Sequence[str]) -> bool:
    """Install Debian packages as root; the package lists are fetched when there are none or old ones."""
    # Where there is no systemd, runlevel 1 is one in which no service is started.
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}

    def apt(*command: str) -> bool:
        # Standard output is kept for what the started command prints.
        return subprocess.run(command, env=environment, stdout=sys.stderr).returncode == 0

    if any(Path("/var/lib/apt/lists").glob("*_Packages*")) and apt(*APT_INSTALL, "-q", *packages):
        return True
    return apt("apt-get", "update", "-q") and apt(*APT_INSTALL, "-q", *packages)


def venv_python() -> Path:
    """The interpreter inside .venv, whether or not it exists yet."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def venv_is_whole() -> bool:
    """Whether .venv can be installed into: one whose making broke off, or was refused, has Python but no pip."""
    if not venv_python().exists():
        return False
    return subprocess.run([str(venv_python()), "-m", "pip", "--version"], capture_output=True).returncode == 0


def prepare(*locks: Path) -> Path:
    """Make .venv hold what the locks say and give its interpreter; at once when it already does."""
    if venv_python().exists() and all(is_installed(lock) for lock in locks):
        return venv_python()
    if not venv_is_whole():
        ensure(VENV_MODULE)
        say("Making .venv …")
        checked([sys.executable, "-m", "venv", "--clear", str(VENV)])
    for lock in locks:
        if is_installed(lock):
            continue
        say(f"Installing the libraries of {lock.name} …")
        pip = [str(venv_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        checked([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(lock)])
        stamp_of(lock).write_text(digest_of(lock))
    return venv_python()


def stamp_of(lock: Path) -> Path:
    """The file in .venv that says what was installed from a lock."""
    return VENV / f"{lock.name}.sha256"


def digest_of(lock: Path) -> str:
    """What the stamp holds once the lock is installed as it stands."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def is_installed(lock: Path) -> bool:
    """Whether .venv holds what the lock says."""
    return stamp_of(lock).exists() and stamp_of(lock).read_text() == digest_of(lock)


def checked(command: Sequence[str]) -> None:
    """Run a step of the preparation; when it fails its own message is enough."""
    result = subprocess.run(command, stdout=sys.stderr)
    if result.returncode != 0:
        sys.exit(f"dev.py: this step failed ({result.returncode}): {shlex.join(command)}")


def run_python(arguments: Sequence[str], environment: dict[str, str], folder: Path | None = None) -> int:
    """Start .venv's Python on the arguments and give back its exit code."""
    command = [str(venv_python()), *arguments]
    with subprocess.Popen(command, cwd=folder, env=os.environ | environment) as program:
        while True:
            try:
                code = program.wait()
            except KeyboardInterrupt:
                # The terminal told the program too, which may have something to put away.
                continue
            return code if code >= 0 else 128 - code


def has_screen() -> bool:
    """Whether a window opened here would be seen."""
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def app_environment() -> dict[str, str]:
    """The checkout importable from any folder, and Qt without a screen where there is none."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment = {"PYTHONPATH": path}
    if not has_screen():
        environment["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"
    return environment


def demo(arguments: list[str]) -> int:
    """Play the sample day; where no window can be opened that is said first, and the day is played without it."""
    plays_only = {"--no-window", "--screenshots"} & {word.split("=")[0] for word in arguments}
    wants_window = has_screen() and not plays_only
    ensure(QT, *([WINDOW] if wants_window else []))
    if wants_window and not WINDOW.is_present():
        say("The day is played without the window that would follow it.")
        arguments = [*arguments, "--no-window"]
    prepare(LOCK)
    return run_python(["-m", "agent_app", "demo", *arguments], app_environment())


def run(arguments: list[str]) -> int:
    """Start the app: its window, or the command that is named."""
    opens_window = has_screen() and not (arguments and not arguments[0].startswith("-"))
    ensure(QT, *([WINDOW] if opens_window else []))
    if opens_window and not (QT.is_present() and WINDOW.is_present()):
        return 1
    prepare(LOCK)
    return run_python(["-m", "agent_app", *arguments], app_environment())


def test(arguments: list[str]) -> int:
    """Run the tests, the whole suite on several processors at once; pytest's last line is the count."""
    ensure(*TEST_PARTS)
    prepare(LOCK, DEV_LOCK)
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    if "--all-parts" in arguments:
        environment["KEAGENAN_ALL_PARTS"] = "1"
    chosen = [word for word in arguments if word != "--all-parts"]
    pytest = ["-m", "pytest", *at_once(chosen), *chosen]
    if not QT.is_present():
        # The plugin stops the whole run where Qt does not load.
        pytest += ["-p", "no:pytest-qt"]
    return run_python(pytest, environment, ROOT)


def at_once(arguments: Sequence[str]) -> list[str]:
    """What makes pytest use the machine's processors; a file's tests stay together, as they share what they made.

    Not where somebody has shared the tests themselves or wants to stop inside one, nor for tests of a single file.
    """
    own = ("-n", "--numprocesses", "--dist", "--pdb", "--trace", "--collect-only", "--co", "-h", "--help", "--version")
    said = any(word.split("=")[0] in own or re.fullmatch(r"-n\w+", word) for word in arguments)
    files = {word.split("::")[0] for word in arguments if (ROOT / word.split("::")[0]).exists()}
    one_file = len(files) == 1 and (ROOT / min(files)).is_file()
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    if said or one_file or processes < 2:
        return []
    return ["-n", str(processes), "--dist", "loadfile"]


def bench(arguments: list[str]) -> int:
    """Measure the figures named, or all."""
    ensure(QT, POSTGRES, NPM)
    prepare(LOCK, DEV_LOCK)
    return run_python(["-m", "tests.bench", *arguments], app_environment())


def bundle(arguments: list[str]) -> int:
    """Build the client as one folder (dist/keagenan) and try it out against a centre."""
    ensure(QT)
    prepare(LOCK, DEV_LOCK)
    built = run_python(["-m", "PyInstaller", "--noconfirm", "--clean", "build.spec", *arguments], {}, ROOT)
    if built != 0:
        return built
    program = ROOT / "dist" / "keagenan" / ("agent-app.exe" if os.name == "nt" else "agent-app")
    return run_python(["-m", "tests.smoke", str(program)], app_environment(), ROOT)


def lock(arguments: list[str]) -> int:
    """Resolve pyproject.toml into both locks, for every platform at once; --upgrade takes newest versions."""
    uv = [shutil.which("uv") or ""]
    if not uv[0]:
        prepare()
        checked([str(venv_python()), "-m", "pip", "install", "--quiet", "uv"])
        uv = [str(venv_python()), "-m", "uv"]
    compile_lock = [*uv, "pip", "compile", "pyproject.toml", "--extra", "central", "--quiet", "--universal"]
    compile_lock += ["--python-version", "3.11", "--generate-hashes", "--no-build"]
    compile_lock += ["--custom-compile-command", "python3 dev.py lock", *arguments]
    os.chdir(ROOT)
    checked([*compile_lock, "--output-file", LOCK.name])
    checked([*compile_lock, "--group", "dev", "--constraint", LOCK.name, "--output-file", DEV_LOCK.name])
    return 0


COMMANDS = {"demo": demo, "test": test, "run": run, "bench": bench, "bundle": bundle, "lock": lock}


def main(arguments: list[str]) -> int:
    """Carry out one command; the exit code is the started program's."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    command = COMMANDS.get(arguments[0])
    if command is None:
        say(f"dev.py: no command {arguments[0]!r}; there are {', '.join(COMMANDS)}.")
        return 2
    return command(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
