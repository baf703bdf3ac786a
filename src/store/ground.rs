//! The ground that the store lies on: a disk of this machine, or one that others reach too. SQLite's log of writes is
//! shared through memory, which two machines do not have in common (<https://sqlite.org/wal.html>, "Overview").

use std::fs;
use std::path::{Path, PathBuf};

/// File systems that lie on another machine, or that another machine may write at the same time.
const OF_NETWORKS: [&str; 23] = [
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "davfs",
    "fuse.davfs2",
    "fuse.glusterfs",
    "fuse.gvfsd-fuse",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
    "fuse.vmhgfs-fuse",
    "gfs2",
    "lustre",
    "nfs",
    "nfs4",
    "ocfs2",
    "prl_fs",
    "smb3",
    "smbfs",
    "vboxsf",
];

/// What the file system at `path` is called where it is one of a network; `None` also where nobody can tell.
pub fn network_file_system(path: &Path) -> Option<String> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
    let there = path.ancestors().find_map(|place| fs::canonicalize(place).ok())?;
    let kind = kind_at(&mounts, &there)?;
    OF_NETWORKS.contains(&kind).then(|| kind.to_owned())
}

/// The kind of the file system that a path lies on: that of the deepest place of the table above it, and of several at
/// one place the last. The form of a line is in proc_pid_mountinfo(5).
fn kind_at<'a>(mounts: &'a str, path: &Path) -> Option<&'a str> {
    let mounted = mounts.lines().filter_map(|line| {
        let (before, after) = line.split_once(" - ")?;
        Some((unescaped(before.split(' ').nth(4)?), after.split(' ').next()?))
    });
    let above = mounted.filter(|(place, _)| path.starts_with(place));
    above
        .max_by_key(|(place, _)| place.components().count())
        .map(|(_, kind)| kind)
}

/// A place as it is, with what stands for blanks, line ends and backslashes undone.
fn unescaped(place: &str) -> PathBuf {
    if !place.contains('\\') {
        return PathBuf::from(place);
    }
    let signs = [(r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")];
    PathBuf::from(
        signs
            .iter()
            .fold(place.to_owned(), |place, (code, sign)| place.replace(code, sign)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
        22 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n\
        40 22 0:35 / /home rw - nfs4 server:/home rw\n\
        41 40 0:36 / /home/ada/own\\040disk rw shared:7 master:2 - btrfs /dev/vdb rw\n\
        42 22 0:37 / /mnt rw - ext4 /dev/vdc rw\n\
        43 22 0:38 / /mnt rw - fuse.sshfs ada@host: rw\n";

    #[test]
    fn the_deepest_and_last_mount_says_what_a_path_lies_on() {
        for (path, kind) in [
            ("/home/ada/.local/share/dateline", "nfs4"),
            ("/home/ada/own disk/dateline", "btrfs"),
            ("/homes/ada", "ext4"),
            ("/mnt/dateline", "fuse.sshfs"),
            ("/", "ext4"),
        ] {
            assert_eq!(kind_at(MOUNTS, Path::new(path)), Some(kind), "{path}");
        }
        assert_eq!(kind_at("", Path::new("/")), None);
    }

    #[test]
    fn a_throw_away_folder_lies_on_this_machine() {
        let place = tempfile::tempdir().unwrap();
        assert_eq!(network_file_system(&place.path().join("not/there/yet.db")), None);
    }
}
