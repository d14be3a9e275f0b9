"""Whom a wipe job waits for, and an index by which the bench counts and pages the jobs in each state."""

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    """CREATE TABLE wipe_stages (
    seq INTEGER NOT NULL,
    stage TEXT NOT NULL,
    PRIMARY KEY (seq),
    FOREIGN KEY(seq) REFERENCES wipe_jobs (seq)
)""",
    "CREATE INDEX wipe_jobs_states ON wipe_jobs (owing, state, held, keep_until)",
    # of what was recorded before: evidence that passed in the job's last word on a drive
    """INSERT INTO wipe_stages
    SELECT DISTINCT j.seq, 'to_accept' FROM wipe_jobs j
    JOIN about a ON a.subject = j.intake JOIN entries e ON e.seq = a.entry
    WHERE j.owing = 1 AND j.state = 'started' AND e.kind = 'wipe_evidenced'
        AND json_extract(CAST(e.body AS TEXT), '$.event.result') = 'passed'
        AND NOT EXISTS (
            SELECT 1 FROM about b JOIN entries f ON f.seq = b.entry
            WHERE b.subject = j.intake AND f.kind IN ('wipe_accepted', 'wipe_failed') AND f.seq > e.seq)""",
)


def upgrade() -> None:
    """Make table and index, and fill the table for jobs that wait for acceptance now."""
    for statement in STATEMENTS:
        op.execute(statement)
