"""What keeps journal lines from being changed or deleted in the database itself, whoever asks it to."""

from sqlalchemy.engine import Connection

# Erasure replaces `"private":{…}}` by `"private":"<64 hex>"}`: the bytes before it stay, 67 follow the mark.
_BODY = r"""
    DECLARE
      mark integer;
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        IF ROW(NEW.coop, NEW.device, NEW.seq, NEW.h, NEW.kind) IS NOT DISTINCT FROM
           ROW(OLD.coop, OLD.device, OLD.seq, OLD.h, OLD.kind) THEN
          IF NEW.line = OLD.line THEN
            RETURN NEW;
          END IF;
          mark := position(convert_to(',"private":', 'UTF8') IN OLD.line);
          IF mark > 0 AND octet_length(NEW.line) = mark + 10 + 67
             AND substring(NEW.line FROM 1 FOR mark + 10) = substring(OLD.line FROM 1 FOR mark + 10) THEN
            RETURN NEW;
          END IF;
        END IF;
      END IF;
      RAISE EXCEPTION 'lines of the journal are neither changed nor deleted';
    END """

_POSTGRES = (
    f"CREATE OR REPLACE FUNCTION journal_guard() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$",
    """
    CREATE OR REPLACE TRIGGER journal_guard_rows BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_guard()
    """,
    """
    CREATE OR REPLACE TRIGGER journal_guard_truncate BEFORE TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_guard()
    """,
)

_SQLITE = (
    """
    CREATE TRIGGER IF NOT EXISTS journal_guard_delete BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'lines of the journal are not deleted'); END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS journal_guard_key BEFORE UPDATE OF coop, device, seq, h, kind ON journal
    BEGIN SELECT RAISE(ABORT, 'lines of the journal are not changed'); END
    """,
)


# Asked first, so that a role which may not create anything can open what its owner has prepared.
_STAND = """
    SELECT count(*) = 2 AND bool_and(p.prosrc = %(body)s AND t.tgenabled = 'O')
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgrelid = to_regclass('journal') AND t.tgname IN ('journal_guard_rows', 'journal_guard_truncate')
"""


def install(connection: Connection) -> None:
    """Create the triggers where they are missing; row triggers do not stop TRUNCATE, so it has one of its own."""
    if connection.dialect.name != "postgresql":
        for statement in _SQLITE:
            connection.exec_driver_sql(statement)
    elif not connection.exec_driver_sql(_STAND, {"body": _BODY}).scalar():
        for statement in _POSTGRES:
            connection.exec_driver_sql(statement)
