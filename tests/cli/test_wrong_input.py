"""What people get wrong, and files that are not as they were left: a sentence each, 1 or 2, and nothing lost."""

import shutil
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_app import bootstrap
from agent_app.cli.main import DONE, MISSING, REFUSED
from agent_app.reference.words import words
from tests.cli.shell import SECRET, Outcome, Shell

SAY = words("en").say
NO_INVITATION = "http://127.0.0.1:1#KCL.ABCDEFGHIJKLMNOPQRSTUVWX.ABCDEFGHIJKLMNOP"


@pytest.fixture
def centre(command: Callable[..., Outcome]) -> str:
    assert command("central", "init", "--dir", "centre", "--coop", "KCL", "--name", "Kopdit")[0] == DONE
    return "centre"


def on_laptop(command: Callable[..., Outcome], *arguments: str) -> Outcome:
    return command("--data", "laptop", *arguments, "--passphrase-file", "secret.txt")


@pytest.mark.parametrize("url", ["postgresql://u:hush@127.0.0.1:1/none", "mysql://u:hush@h/x", "none", "://"])
def test_a_database_that_is_not_there_is_told_and_its_password_is_not(
    url: str, command: Callable[..., Outcome]
) -> None:
    told = command("central", "init", "--dir", "centre", "--coop", "KCL", "--name", "Kopdit", "--database", url)
    assert told == (MISSING, "", SAY("unavailable.database_unreachable"))


def test_a_database_may_be_named_where_no_other_user_of_the_machine_reads_it(
    command: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init = ("central", "init", "--dir", "centre", "--coop", "KCL", "--name", "Kopdit")
    unreachable = (MISSING, "", SAY("unavailable.database_unreachable"))
    (tmp_path / "database.txt").write_text("postgresql://u:hush@127.0.0.1:1/none\n")
    assert command(*init, "--database-file", "database.txt") == unreachable
    assert command(*init, "--database-file", "nowhere.txt") == (MISSING, "", SAY("unavailable.file_not_readable"))
    monkeypatch.setenv("KEAGENAN_CENTRE_DATABASE", "postgresql://u:hush@127.0.0.1:1/none")
    assert command(*init) == unreachable
    monkeypatch.delenv("KEAGENAN_CENTRE_DATABASE")
    assert command(*init)[0] == DONE, "a try that came no further is in the way of none"


def test_a_folder_that_cannot_be_made_is_told(command: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = command("central", "init", "--dir", "file/centre", "--coop", "KCL", "--name", "Kopdit")
    assert told == (MISSING, "", SAY("unavailable.file_not_writable"))


def test_a_window_where_there_is_no_screen_is_told(
    command: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert command() == (MISSING, "", SAY("unavailable.no_display"))


def test_settings_of_a_centre_nobody_can_read_are_told_as_such(
    command: Callable[..., Outcome], centre: str, tmp_path: Path
) -> None:
    (tmp_path / centre / "centre.json").write_text("{")
    told = command("central", "devices", "--dir", centre)
    assert told == (MISSING, "", SAY("unavailable.settings_unreadable", file="centre.json"))


def test_a_folder_that_is_no_centres_stays_as_it_is(command: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert command("central", "devices", "--dir", "folder") == (MISSING, "", SAY("unavailable.database_missing"))
    assert list((tmp_path / "folder").iterdir()) == []


def test_a_copy_that_is_none_is_told_as_such_and_none_is_put_back_under_a_command_at_work(
    command: Callable[..., Outcome], centre: str, tmp_path: Path
) -> None:
    code, copy, _ = command("central", "backup", "--dir", centre)
    assert code == DONE
    (tmp_path / "letter").write_bytes(b"no database" * 1000)
    told = command("central", "restore", "letter", "--dir", centre)
    assert told == (MISSING, "", SAY("unavailable.backup_damaged"))
    with bootstrap.centre(tmp_path / centre):
        told = command("central", "restore", copy, "--dir", centre)
    assert told == (MISSING, "", SAY("unavailable.database_in_use"))
    assert command("central", "restore", copy, "--dir", centre) == (DONE, copy, SAY("cli.centre_restored"))


def test_a_code_of_another_person_is_refused_until_it_is_said_to_be_the_same(
    command: Callable[..., Outcome], centre: str
) -> None:
    command("central", "branch", "add", "LWB", "--dir", centre, "--name", "Lewoleba", "--zone", "Asia/Makassar")
    place = ("--dir", centre, "--branch", "LWB", "--person", "A017", "--role", "agent")
    invite = ("central", "invite", *place, "--address", "https://centre.example", "--name")
    assert command(*invite, "Maria Contoh")[0] == DONE
    told = command(*invite, "Yosef Contoh")
    assert told == (REFUSED, "", SAY("refused.person_code_taken", person="A017"))
    assert command(*invite, "Maria Contoh Nuapu", "--same-person")[0] == DONE


def test_nobody_is_erased_by_an_id_that_no_line_names(command: Callable[..., Outcome], centre: str) -> None:
    told = command("central", "erase", "no-such-id", "--dir", centre)
    assert told == (REFUSED, "", SAY("refused.member_unknown"))


def test_an_address_that_another_program_has_is_told(command: Callable[..., Outcome], centre: str) -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = command("central", "serve", "--dir", centre, "--port", str(port))
    for number, handler in zip((signal.SIGINT, signal.SIGTERM), handlers, strict=True):
        signal.signal(number, handler)
    assert told == (MISSING, "", SAY("unavailable.address_in_use", address=f"127.0.0.1:{port}"))


def test_a_key_file_that_cannot_be_written_opens_no_branch(command: Callable[..., Outcome], centre: str) -> None:
    branch = ("central", "branch", "add", "LWB", "--dir", centre, "--name", "Lewoleba", "--zone", "Asia/Makassar")
    told = command(*branch, "--key-file", "no-such-folder/key")
    assert told == (MISSING, "", SAY("unavailable.file_not_writable"))
    assert command(*branch)[0] == DONE


def test_an_invitation_that_is_none_begins_no_folder(command: Callable[..., Outcome], tmp_path: Path) -> None:
    told = on_laptop(command, "enrol", "not an invitation")
    assert told == (REFUSED, "", SAY("refused.invitation_unreadable"))
    assert not (tmp_path / "laptop").exists()


def test_a_folder_nobody_enrolled_has_no_data_and_gets_none(command: Callable[..., Outcome], tmp_path: Path) -> None:
    for name in ("status", "sync", "verify", "rebuild", "backup"):
        assert on_laptop(command, name) == (MISSING, "", SAY("unavailable.database_missing"))
    assert not (tmp_path / "laptop").exists()


def test_where_nobody_can_be_asked_the_way_out_is_told(shell: Shell, agent: str) -> None:
    asked = words("id").say("unavailable.nobody_to_ask")
    assert shell.run("--data", agent, "status", code=2) == ("", asked)
    for options in ((), ("--no-keyring",)):
        assert shell.run("--data", "asked", "enrol", NO_INVITATION, *options, code=2) == ("", asked)
    assert not (shell.folder / "asked").exists()


def test_a_mark_at_the_beginning_of_a_secret_file_is_no_part_of_the_secret(
    command: Callable[..., Outcome], tmp_path: Path
) -> None:
    assert on_laptop(command, "enrol", NO_INVITATION)[2] == SAY("unavailable.no_network")
    (tmp_path / "secret.txt").write_bytes(b"\xef\xbb\xbf" + SECRET.encode() + b"\r\n")
    assert on_laptop(command, "status") == (MISSING, "", SAY("unavailable.not_enrolled"))


def test_the_folders_language_is_spoken_where_something_is_wrong(
    command: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KEAGENAN_LANGUAGE")
    (tmp_path / "laptop").mkdir()
    (tmp_path / "laptop" / "settings.json").write_text('{"language": "en"}')
    assert on_laptop(command, "status") == (MISSING, "", SAY("unavailable.database_missing"))


@pytest.mark.parametrize("loss", [Path.unlink, lambda file: file.write_bytes(b"")], ids=["gone", "emptied"])
def test_a_database_that_is_lost_is_not_taken_for_a_new_laptop(
    loss: Callable[[Path], None], command: Callable[..., Outcome], shell: Shell, agent: str, tmp_path: Path
) -> None:
    shell.device(agent, "backup")
    shutil.copytree(shell.folder / agent, tmp_path / "laptop")
    loss(tmp_path / "laptop" / "keagenan.db")
    for arguments in (("status",), ("enrol", NO_INVITATION)):
        assert on_laptop(command, *arguments) == (MISSING, "", SAY("unavailable.database_unreadable"))
    copy = next((tmp_path / "laptop" / "backups").iterdir())
    assert on_laptop(command, "restore", str(copy))[0] == DONE
    assert on_laptop(command, "status")[0] == DONE


def spoil(file: Path) -> None:
    """Change bytes of a page that no verification of lines happens to read."""
    content = bytearray(file.read_bytes())
    content[9000:9300] = bytes(300)
    file.write_bytes(content)


def test_a_damaged_page_is_found_wherever_it_is(
    command: Callable[..., Outcome], shell: Shell, agent: str, tmp_path: Path
) -> None:
    shutil.copytree(shell.folder / agent, tmp_path / "laptop")
    assert on_laptop(command, "verify")[0] == DONE
    spoil(tmp_path / "laptop" / "keagenan.db")
    code, _, told = on_laptop(command, "verify")
    assert (code, told) == (REFUSED, SAY("cli.pages_damaged", pages=1))


def test_a_damaged_page_of_the_centre_is_found(command: Callable[..., Outcome], centre: str, tmp_path: Path) -> None:
    assert command("central", "verify", "--dir", centre)[0] == DONE
    spoil(tmp_path / centre / "centre.db")
    code, _, told = command("central", "verify", "--dir", centre)
    assert (code, told) == (REFUSED, SAY("cli.pages_damaged", pages=1))


def test_whoever_ends_a_served_centre_ends_it_well(shell: Shell) -> None:
    shell.run("central", "init", "--dir", "ended", "--coop", "KCL", "--name", "Kopdit")
    served = shell.serve("ended")
    served.send_signal(signal.SIGTERM)
    assert (served.communicate(timeout=30)[1], served.returncode) == ("", DONE)


def test_what_a_command_makes_is_its_owners_alone(shell: Shell, agent: str) -> None:
    shell.device(agent, "backup")
    made = [path for folder in (agent, "centre") for path in (shell.folder / folder).rglob("*") if path.is_file()]
    assert made
    assert {path.name: oct(path.stat().st_mode & 0o077) for path in made if path.stat().st_mode & 0o077} == {}


def test_rows_under_correction_are_not_written_over(shell: Shell, supervisor: str) -> None:
    (shell.folder / "few.csv").write_text("NIK;Nama\n12345;Contoh\n")
    shell.device(supervisor, "roster", "import", "few.csv", "--dry-run")
    first = shell.folder / "few-perlu-diperbaiki.xlsx"
    first.write_bytes(b"half corrected")
    _, told = shell.device(supervisor, "roster", "import", "few.csv")
    assert first.read_bytes() == b"half corrected"
    assert "few-perlu-diperbaiki-2.xlsx" in told
    assert (shell.folder / "few-perlu-diperbaiki-2.xlsx").stat().st_mode & 0o077 == 0


def test_a_place_that_cannot_be_written_is_told_before_anything_is_imported(shell: Shell, supervisor: str) -> None:
    (shell.folder / "one.csv").write_text("NIK;Nama\n5313011708889901;Contoh\n")
    for option in ("--json", "--errors"):
        _, told = shell.device(supervisor, "roster", "import", "one.csv", option, "no-such-folder/file", code=2)
        assert told == words("id").say("unavailable.file_not_writable")
    assert shell.device(supervisor, "roster", "import", "one.csv")[0] == "1"


@pytest.mark.parametrize("option", ["--json", "--keep"])
def test_a_place_the_sample_day_cannot_write_to_is_told_before_the_day(
    option: str, command: Callable[..., Outcome], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    place = "file/inner" if option == "--json" else "file"
    assert command("demo", option, place) == (MISSING, "", SAY("unavailable.file_not_writable"))
