CREATE INDEX account_role_of_account ON account_role (account_id)
CREATE INDEX attendance_import_of_meeting ON attendance_import (meeting_id, state)
CREATE INDEX attendee_of_meeting ON attendee (meeting_id, state)
CREATE INDEX attendee_of_member ON attendee (member_id)
CREATE INDEX certification_of_programme ON certification (programme_id, member_id)
CREATE INDEX decision_of_member ON decision (member_id, seq)
CREATE INDEX entry_of_member ON entry (member_id, programme_id, earned_on)
CREATE INDEX entry_of_session ON entry (session_id)
CREATE UNIQUE INDEX entry_once ON entry (session_id, member_id, programme_id, rule, generation) WHERE kind = 'award'
CREATE INDEX event_of_chapter ON event (chapter_id, id)
CREATE INDEX member_alias_of_member ON member_alias (member_id)
CREATE INDEX member_email_by_address ON member_email (address)
CREATE INDEX member_of_chapter ON member (chapter_id, id)
CREATE INDEX person_by_name ON person (full_name, member_id)
CREATE INDEX session_by_start ON session (starts_at, id)
CREATE INDEX session_of_event ON session (event_id, position)
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    member_id TEXT REFERENCES member (id) ON DELETE RESTRICT,
    language TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT
CREATE TABLE account_role (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
    role TEXT NOT NULL CHECK (role IN ('member', 'organizer', 'registrar', 'auditor', 'administrator')),
    chapter_id TEXT REFERENCES chapter (id) ON DELETE RESTRICT
) STRICT
CREATE TABLE api_token (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
    sha256 TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT
CREATE TABLE attendance_import (
    id TEXT PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE RESTRICT,
    delivery_id TEXT NOT NULL REFERENCES delivery (id) ON DELETE RESTRICT,
    account_id TEXT REFERENCES account (id) ON DELETE RESTRICT,
    state TEXT NOT NULL CHECK (state IN ('live', 'replaced', 'undone')),
    layout TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    date_order TEXT,
    evidence TEXT NOT NULL,
    first_at INTEGER,
    last_at INTEGER,
    connections INTEGER NOT NULL,
    people INTEGER NOT NULL,
    excluded TEXT NOT NULL,
    problems TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    undone_at INTEGER,
    undone_by TEXT REFERENCES account (id) ON DELETE RESTRICT,
    replaced_by TEXT REFERENCES attendance_import (id) ON DELETE RESTRICT
) STRICT
CREATE TABLE attendee (
    id TEXT PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE RESTRICT,
    name TEXT NOT NULL,
    names TEXT NOT NULL,
    email TEXT NOT NULL,
    registrant_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('auto', 'review', 'none', 'assigned', 'dismissed')),
    member_id TEXT REFERENCES member (id) ON DELETE RESTRICT,
    evidence TEXT NOT NULL,
    candidates TEXT NOT NULL,
    role TEXT NOT NULL,
    decided_by TEXT REFERENCES account (id) ON DELETE RESTRICT,
    decided_at INTEGER,
    reason TEXT NOT NULL,
    version INTEGER NOT NULL,
    CHECK ((member_id IS NOT NULL) = (state IN ('auto', 'assigned'))),
    CHECK ((decided_by IS NOT NULL) = (state IN ('assigned', 'dismissed')))
) STRICT
CREATE TABLE certification (
    id TEXT PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES member (id) ON DELETE RESTRICT,
    programme_id TEXT NOT NULL REFERENCES programme (id) ON DELETE RESTRICT,
    number TEXT NOT NULL,
    certified_on TEXT NOT NULL CHECK (length(certified_on) = 10),
    created_at INTEGER NOT NULL,
    UNIQUE (member_id, programme_id)
) STRICT
CREATE TABLE chapter (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    province TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    parent_id TEXT REFERENCES chapter (id) ON DELETE RESTRICT,
    created_at INTEGER NOT NULL
) STRICT
CREATE TABLE decision (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES session (id) ON DELETE RESTRICT,
    member_id TEXT NOT NULL REFERENCES member (id) ON DELETE RESTRICT,
    programme_id TEXT NOT NULL REFERENCES programme (id) ON DELETE RESTRICT,
    pack_id TEXT REFERENCES rule_pack (id) ON DELETE RESTRICT,
    credits INTEGER NOT NULL CHECK (credits >= 0),
    category TEXT NOT NULL,
    earned_on TEXT NOT NULL CHECK (length(earned_on) = 10),
    rule TEXT NOT NULL,
    role TEXT NOT NULL,
    presence_seconds INTEGER NOT NULL CHECK (presence_seconds >= 0),
    intervals TEXT NOT NULL,
    findings TEXT NOT NULL,
    digest TEXT NOT NULL,
    number INTEGER NOT NULL,
    decided_at INTEGER NOT NULL,
    UNIQUE (session_id, member_id, programme_id, number),
    CHECK (credits = 0 OR pack_id IS NOT NULL)
) STRICT
CREATE TABLE delivery (
    id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    size_bytes INTEGER NOT NULL,
    content BLOB NOT NULL,
    received_at INTEGER NOT NULL
) STRICT
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('award', 'reversal', 'adjustment', 'carry_over', 'expiry')),
    member_id TEXT NOT NULL REFERENCES member (id) ON DELETE RESTRICT,
    programme_id TEXT NOT NULL REFERENCES programme (id) ON DELETE RESTRICT,
    credits INTEGER NOT NULL CHECK (credits <> 0),
    category TEXT NOT NULL,
    earned_on TEXT NOT NULL CHECK (length(earned_on) = 10),
    posted_at INTEGER NOT NULL,
    session_id TEXT REFERENCES session (id) ON DELETE RESTRICT,
    decision_id TEXT REFERENCES decision (id) ON DELETE RESTRICT,
    pack_id TEXT REFERENCES rule_pack (id) ON DELETE RESTRICT,
    rule TEXT NOT NULL,
    activity TEXT NOT NULL,
    generation INTEGER NOT NULL,
    reverses_id TEXT UNIQUE REFERENCES entry (id) ON DELETE RESTRICT,
    reason TEXT NOT NULL,
    account_id TEXT REFERENCES account (id) ON DELETE RESTRICT,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CHECK ((kind = 'reversal') = (reverses_id IS NOT NULL)),
    CHECK (kind <> 'award' OR (decision_id IS NOT NULL AND session_id IS NOT NULL AND credits > 0)),
    CHECK (kind <> 'adjustment' OR (account_id IS NOT NULL AND reason <> ''))
) STRICT
CREATE TABLE event (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    chapter_id TEXT NOT NULL REFERENCES chapter (id) ON DELETE RESTRICT,
    series_id TEXT REFERENCES series (id) ON DELETE RESTRICT,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    mode TEXT NOT NULL,
    title TEXT NOT NULL,
    title_en TEXT NOT NULL,
    description TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    location TEXT NOT NULL,
    join_url TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'cancelled')),
    sequence INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_by TEXT REFERENCES account (id) ON DELETE RESTRICT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    published_at INTEGER,
    cancelled_at INTEGER,
    closed_at INTEGER
) STRICT
CREATE TABLE event_programme (
    event_id TEXT NOT NULL REFERENCES event (id) ON DELETE RESTRICT,
    programme_id TEXT NOT NULL REFERENCES programme (id) ON DELETE RESTRICT,
    PRIMARY KEY (event_id, programme_id)
) STRICT
CREATE TABLE idempotency (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
    key TEXT NOT NULL,
    deed TEXT NOT NULL,
    input_sha256 TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, key)
) STRICT
CREATE TABLE instance (
    id TEXT PRIMARY KEY CHECK (id = 'instance'),
    name TEXT NOT NULL,
    namespace TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    calendar_version INTEGER NOT NULL,
    roster_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT
CREATE TABLE ledger_head (
    id TEXT PRIMARY KEY CHECK (id = 'head'),
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT
CREATE TABLE meeting (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES session (id) ON DELETE RESTRICT,
    platform TEXT NOT NULL,
    platform_meeting_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (session_id, platform, platform_meeting_id)
) STRICT
CREATE TABLE member (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    chapter_id TEXT NOT NULL REFERENCES chapter (id) ON DELETE RESTRICT,
    status TEXT NOT NULL CHECK (status IN ('active', 'lapsed', 'honorary', 'deceased')),
    joined_on TEXT NOT NULL CHECK (length(joined_on) = 10),
    created_at INTEGER NOT NULL
) STRICT
CREATE TABLE member_alias (
    id TEXT PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES member (id) ON DELETE RESTRICT,
    name TEXT NOT NULL,
    confirmed_by TEXT NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
    confirmed_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT
CREATE TABLE member_email (
    member_id TEXT NOT NULL REFERENCES member (id) ON DELETE RESTRICT,
    address TEXT NOT NULL,
    verified_at INTEGER,
    PRIMARY KEY (member_id, address)
) STRICT
CREATE TABLE person (
    member_id TEXT PRIMARY KEY REFERENCES member (id) ON DELETE RESTRICT,
    full_name TEXT NOT NULL,
    display_name TEXT NOT NULL
) STRICT
CREATE TABLE programme (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    title_id TEXT NOT NULL,
    title_en TEXT NOT NULL,
    pack_code TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT
CREATE TABLE rule_pack (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    edition TEXT NOT NULL,
    holds_from TEXT NOT NULL CHECK (length(holds_from) = 10),
    content TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    UNIQUE (code, edition)
) STRICT
CREATE TABLE series (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title_id TEXT NOT NULL,
    title_en TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT
CREATE TABLE session (
    id TEXT PRIMARY KEY,
    event_id TEXT NOT NULL REFERENCES event (id) ON DELETE RESTRICT,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    title_en TEXT NOT NULL,
    category TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    time_zone TEXT NOT NULL,
    location TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    CHECK (ends_at > starts_at)
) STRICT
CREATE TABLE session_break (
    session_id TEXT NOT NULL REFERENCES session (id) ON DELETE RESTRICT,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    PRIMARY KEY (session_id, starts_at),
    CHECK (ends_at > starts_at)
) STRICT
CREATE TABLE setup_link (
    sha256 TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT
CREATE TABLE sqlite_sequence(name,seq)
CREATE TABLE stay (
    attendee_id TEXT NOT NULL REFERENCES attendee (id) ON DELETE RESTRICT,
    import_id TEXT NOT NULL REFERENCES attendance_import (id) ON DELETE RESTRICT,
    connections TEXT NOT NULL,
    PRIMARY KEY (attendee_id, import_id)
) STRICT
CREATE TABLE upload (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
    file_name TEXT NOT NULL,
    token_sha256 TEXT NOT NULL,
    delivery_id TEXT REFERENCES delivery (id) ON DELETE RESTRICT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT
CREATE TRIGGER decision_no_delete BEFORE delete ON decision
BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END
CREATE TRIGGER decision_no_update BEFORE update ON decision
BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END
CREATE TRIGGER delivery_no_delete BEFORE delete ON delivery
BEGIN SELECT RAISE(ABORT, 'delivery is append-only'); END
CREATE TRIGGER delivery_no_update BEFORE update ON delivery
BEGIN SELECT RAISE(ABORT, 'delivery is append-only'); END
CREATE TRIGGER entry_no_delete BEFORE delete ON entry
BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END
CREATE TRIGGER entry_no_update BEFORE update ON entry
BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END
CREATE TRIGGER rule_pack_no_delete BEFORE delete ON rule_pack
BEGIN SELECT RAISE(ABORT, 'rule_pack is append-only'); END
CREATE TRIGGER rule_pack_no_update BEFORE update ON rule_pack
BEGIN SELECT RAISE(ABORT, 'rule_pack is append-only'); END
CREATE TRIGGER stay_no_delete BEFORE delete ON stay
BEGIN SELECT RAISE(ABORT, 'stay is append-only'); END
CREATE TRIGGER stay_no_update BEFORE update ON stay
BEGIN SELECT RAISE(ABORT, 'stay is append-only'); END
