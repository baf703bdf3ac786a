//! Opening the file: what is refused before SQLite touches it, the settings of a connection, and the migrations.

use super::transaction::may_fail;
use super::{StoreError, network_file_system, pairs, phrases};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use rustix::fs::Access;
use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;
use url::Url;

/// The schema's history: each brings the one before it to the next version. Only ever appended to.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001.sql"),
    include_str!("migrations/positions.sql"),
    include_str!("migrations/wishes.sql"),
    include_str!("migrations/words.sql"),
    include_str!("migrations/health.sql"),
    include_str!("migrations/queries.sql"),
    include_str!("migrations/quicker.sql"),
    include_str!("migrations/memory.sql"),
    include_str!("migrations/sorting.sql"),
    include_str!("migrations/marks.sql"),
    include_str!("migrations/later.sql"),
    include_str!("migrations/journal.sql"),
    include_str!("migrations/narrower.sql"),
    include_str!("migrations/languages.sql"),
    include_str!("migrations/blocks.sql"),
    include_str!("migrations/unread.sql"),
    include_str!("migrations/pairs.sql"),
];

/// Marks the file as ours: the letters `dtln`.
const APPLICATION_ID: i64 = 0x6474_6c6e;

/// How long a connection waits for another's write.
const PATIENCE: Duration = Duration::from_secs(5);

/// KiB of pages that a connection keeps in memory.
pub(super) const ROOM: i64 = 2 << 10;
/// KiB of them while a refresh is saved or many marks are put: with less, pages that many feeds share are written several
/// times.
pub(super) const LARGE_ROOM: i64 = 12 << 10;
/// A connection is used by one thread at a time: SQLite need not lock at every call.
const WRITING: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);
/// Pages in the log at which a change brings them into their places: 32 MB. A page that several changes touch is written there
/// once.
pub(super) const LOG_PAGES: i64 = 4000;
/// The same while a refresh is saved into a small store, 10 MB: what another connection has brought into its place by then is
/// most of it, so that little is left to do, and the log begins anew instead of growing. A long one is slower to write and to
/// take away.
const FEWEST_LOG_PAGES: i64 = 1200;
/// One page of the log for so many of a larger store while a refresh is saved: each change touches more of its pages, and who
/// saves would wait for the disk all the time.
const SHARE_OF_LOG: i64 = 8;

/// Where SQLite keeps writes that are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Journal {
    /// In a log that all connections know by memory that they share: reads never wait for writes.
    Ahead,
    /// In a file that holds what was there before. It needs no memory in common, so that it works on another machine's disk;
    /// reads and writes wait for each other.
    Rollback,
}

/// Opens for writing; creates what is missing.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    let journal = match network_file_system(path) {
        Some(_) => Journal::Rollback,
        None => Journal::Ahead,
    };
    open_with(path, journal)
}

/// As [`open`], with a journal that is not told by what the file lies on.
pub(super) fn open_with(path: &Path, journal: Journal) -> Result<Connection, StoreError> {
    let known = version(MIGRATIONS);
    match inspect(path)? {
        None => create(path)?,
        Some(header) => header.accept(path, known)?,
    }
    if !may_write(path) || !may_write(folder_of(path)) {
        return Err(StoreError::ReadOnly);
    }
    let mut connection = Connection::open_with_flags(path, WRITING)?;
    connection.busy_timeout(PATIENCE)?;
    migrate(&mut connection, path, MIGRATIONS)?;
    set_journal(&connection, journal)?;
    configure(&connection)?;
    Ok(connection)
}

fn set_journal(connection: &Connection, journal: Journal) -> Result<(), StoreError> {
    let mode = match journal {
        Journal::Ahead => "WAL",
        Journal::Rollback => "DELETE",
    };
    match connection
        .pragma_update(None, "journal_mode", mode)
        .map_err(StoreError::from)
    {
        // Another instance has it open in the other way, and so it stays until the last one has ended.
        Err(StoreError::Busy) => Ok(()),
        set => set,
    }
}

/// Opens a store that is there already, for reading only.
pub(super) fn open_reading(path: &Path) -> Result<Connection, StoreError> {
    let Some(metadata) = look(path)? else {
        let source = io::Error::from(io::ErrorKind::NotFound);
        return Err(cannot_open(path, source));
    };
    let connection = connect_for_reading(path)?;
    connection.busy_timeout(PATIENCE)?;
    header(&connection, path, &metadata)?.accept(path, version(MIGRATIONS))?;
    configure(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// Read-only by `query_only`: a connection to a WAL that could not write at all could not read it after a crash. Where
/// nothing can be written beside the store, nobody else changes it either, so that it can be read without a WAL; unless
/// one with writes was left there, which SQLite then has to make something of.
fn connect_for_reading(path: &Path) -> Result<Connection, StoreError> {
    if may_write(folder_of(path)) || has_writes_waiting(path) {
        return Ok(Connection::open_with_flags(path, WRITING)?);
    }
    let address = Url::from_file_path(std::path::absolute(path).map_err(|source| cannot_open(path, source))?);
    let mut address = address.map_err(|()| cannot_open(path, io::Error::from(io::ErrorKind::InvalidFilename)))?;
    address.set_query(Some("immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(address.as_str(), flags)?)
}

fn may_write(path: &Path) -> bool {
    rustix::fs::access(path, Access::WRITE_OK).is_ok()
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Moves a store that cannot be used out of the way, with its side files, and says where it is now.
pub(super) fn put_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let free = (1..)
        .map(|number| with_suffix(path, &format!(".aside-{number}")))
        .find(|aside| !aside.exists());
    let aside = free.unwrap_or_else(|| with_suffix(path, ".aside"));
    for side in ["-wal", "-shm", "-journal"] {
        let from = with_suffix(path, side);
        if from.exists() {
            std::fs::rename(&from, with_suffix(&aside, side)).map_err(|source| cannot_open(&from, source))?;
        }
    }
    std::fs::rename(path, &aside).map_err(|source| cannot_open(path, source))?;
    Ok(aside)
}

/// Runs the migrations that the file has not had, in one transaction, after copying what it holds.
pub(super) fn migrate(connection: &mut Connection, path: &Path, migrations: &[&str]) -> Result<(), StoreError> {
    let known = version(migrations);
    let found = stored_version(connection)?;
    if found > known {
        let path = path.to_owned();
        return Err(StoreError::Newer { path, found, known });
    }
    if found == known {
        return Ok(());
    }
    if found > 0 {
        copy(connection, path, found)?;
    } else {
        // Packed texts have a kilobyte or two: on larger pages less room is left between them.
        connection.pragma_update(None, "page_size", 8192)?;
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    // Another instance may have done it while this one waited.
    let found = stored_version(&transaction)?;
    for migration in migrations.iter().skip(usize::try_from(found).unwrap_or(0)) {
        may_fail(&transaction)?;
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", known)?;
    may_fail(&transaction)?;
    transaction.commit()?;
    Ok(())
}

fn configure(connection: &Connection) -> Result<(), StoreError> {
    connection.set_prepared_statement_cache_capacity(64);
    // Else SQLite compiles a statement anew for each entry that is saved, to look at the values that were bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    for (pragma, value) in [
        ("foreign_keys", "ON"),
        ("trusted_schema", "OFF"),
        ("synchronous", "NORMAL"),
    ] {
        connection.pragma_update(None, pragma, value)?;
    }
    phrases::define(connection)?;
    pairs::define(connection)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    give_room(connection, ROOM)?;
    limit_log(connection, LOG_PAGES)?;
    connection.pragma_update(None, "journal_size_limit", 32 << 20)?;
    Ok(())
}

/// Brings as much of the log into its place as no reader needs where it is, and lets others read and write meanwhile.
pub(super) fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    Ok(())
}

/// Has a change that makes the log so many pages long bring them into their places; none with 0.
pub(super) fn limit_log(connection: &Connection, pages: i64) -> Result<(), StoreError> {
    connection.pragma_update(None, "wal_autocheckpoint", pages)?;
    Ok(())
}

/// Limits the log as it suits a refresh that is saved into a store of this size.
pub(super) fn limit_log_for_saving(connection: &Connection) -> Result<(), StoreError> {
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    limit_log(connection, (pages / SHARE_OF_LOG).clamp(FEWEST_LOG_PAGES, LOG_PAGES))
}

/// Lets a connection keep so many KiB of pages in memory.
pub(super) fn give_room(connection: &Connection, room: i64) -> Result<(), StoreError> {
    // KiB where negative, else pages.
    connection.pragma_update(None, "cache_size", -room)?;
    Ok(())
}

/// A copy of the store beside it, kept until the reader deletes it.
fn copy(connection: &Connection, path: &Path, found: i64) -> Result<(), StoreError> {
    let target = with_suffix(path, &format!(".version-{found}"));
    create_file(&target)?;
    may_fail(connection)?;
    connection.execute("VACUUM INTO ?1", [target.to_string_lossy()])?;
    Ok(())
}

/// Makes a new store beside its place and puts it there when it is whole, so that a crash leaves no half of one.
fn create(path: &Path) -> Result<(), StoreError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|source| cannot_open(folder, source))?;
    }
    let draft = with_suffix(path, &format!(".new-{}", std::process::id()));
    create_file(&draft)?;
    let mut connection = Connection::open_with_flags(&draft, WRITING)?;
    migrate(&mut connection, &draft, MIGRATIONS)?;
    drop(connection);
    publish(&draft, path).map_err(|source| cannot_open(path, source))
}

/// Gives the draft its name, unless another instance was quicker: its store is as good.
fn publish(draft: &Path, path: &Path) -> io::Result<()> {
    match std::fs::hard_link(draft, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => std::fs::rename(draft, path),
        _ => std::fs::remove_file(draft),
    }
}

/// An empty file that only its owner may read; what stood there before is gone.
fn create_file(path: &Path) -> Result<(), StoreError> {
    if let Err(source) = std::fs::remove_file(path)
        && source.kind() != io::ErrorKind::NotFound
    {
        return Err(cannot_open(path, source));
    }
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.map(drop).map_err(|source| cannot_open(path, source))
}

/// What the first bytes of the file say; an empty file is a store that was not yet filled.
enum Header {
    Empty,
    /// Empty, and yet writes that were meant for it lie beside it.
    Lost,
    Database {
        application: i64,
        version: i64,
    },
    Other,
}

impl Header {
    fn accept(self, path: &Path, known: i64) -> Result<(), StoreError> {
        let path = path.to_owned();
        match self {
            Header::Empty => Ok(()),
            Header::Lost => Err(StoreError::Corrupt {
                detail: "its file is empty, while writes to it lie beside it".to_owned(),
            }),
            Header::Database { application, version } => match application {
                APPLICATION_ID if version > known => Err(StoreError::Newer {
                    path,
                    found: version,
                    known,
                }),
                APPLICATION_ID => Ok(()),
                _ => Err(StoreError::Foreign { path }),
            },
            Header::Other => Err(StoreError::Foreign { path }),
        }
    }
}

/// Looks at the file without changing it; `None` where there is none. Never while this process has a connection to it:
/// closing the file would take away the locks of the connection, and with them its log (POSIX, see "How To Corrupt An
/// SQLite Database File" 2.2).
fn inspect(path: &Path) -> Result<Option<Header>, StoreError> {
    let Some(metadata) = look(path)? else {
        return Ok(None);
    };
    if let Some(header) = empty(path, &metadata) {
        return Ok(Some(header));
    }
    read_header(path).map(Some).map_err(|source| cannot_open(path, source))
}

/// What the connection says of the file: the same as [`inspect`], for where there may be another connection.
fn header(connection: &Connection, path: &Path, metadata: &Metadata) -> Result<Header, StoreError> {
    if let Some(header) = empty(path, metadata) {
        return Ok(header);
    }
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    match number("application_id").and_then(|application| Ok((application, number("user_version")?))) {
        Ok((application, version)) => Ok(Header::Database { application, version }),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => Ok(Header::Other),
        Err(error) => Err(error.into()),
    }
}

/// What is known of the file from outside; `None` where there is none.
fn look(path: &Path) -> Result<Option<Metadata>, StoreError> {
    let metadata = match std::fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(cannot_open(path, source)),
    };
    if let Some(reason) = reason_to_refuse(&metadata) {
        let path = path.to_owned();
        return Err(StoreError::Unsafe { path, reason });
    }
    Ok(Some(metadata))
}

/// What an empty file is; `None` where it is none.
fn empty(path: &Path, metadata: &Metadata) -> Option<Header> {
    let lost = || {
        if has_writes_waiting(path) {
            Header::Lost
        } else {
            Header::Empty
        }
    };
    (metadata.len() == 0).then(lost)
}

fn reason_to_refuse(metadata: &Metadata) -> Option<&'static str> {
    if metadata.is_symlink() {
        Some("is a link to another place")
    } else if !metadata.is_file() {
        Some("is not a plain file")
    } else if metadata.uid() != rustix::process::geteuid().as_raw() {
        Some("belongs to another user")
    } else {
        None
    }
}

/// The fields of the file format, <https://sqlite.org/fileformat.html#the_database_header>.
fn read_header(path: &Path) -> io::Result<Header> {
    let mut header = [0; 100];
    let mut file = File::open(path)?;
    if file.read_exact(&mut header).is_err() || !header.starts_with(b"SQLite format 3\0") {
        return Ok(Header::Other);
    }
    let number = |at: usize| {
        i64::from(u32::from_be_bytes([
            header[at],
            header[at + 1],
            header[at + 2],
            header[at + 3],
        ]))
    };
    Ok(Header::Database {
        version: number(60),
        application: number(68),
    })
}

/// Whether writes lie beside a file that are to go into it. Beside an empty one they are what is left of a store that
/// was cut off, and SQLite would throw them away.
fn has_writes_waiting(path: &Path) -> bool {
    std::fs::metadata(with_suffix(path, "-wal")).is_ok_and(|writes| writes.len() > 0)
}

/// Whether the file has had every migration.
pub(super) fn is_up_to_date(connection: &Connection) -> Result<bool, StoreError> {
    Ok(stored_version(connection)? == version(MIGRATIONS))
}

fn stored_version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn version(migrations: &[&str]) -> i64 {
    i64::try_from(migrations.len()).expect("there are a handful of migrations")
}

fn cannot_open(path: &Path, source: io::Error) -> StoreError {
    let path = path.to_owned();
    StoreError::CannotOpen { path, source }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
