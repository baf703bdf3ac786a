//! How the program is linked. What it is made of is in `Cargo.toml`.
//!
//! Where a program lies in memory is decided when it starts, and each address that is in its data is put right then. The list
//! of these addresses has 900 KB in its usual form, all of which is read at every start and stays in memory; packed it has 20.
//! That form (`DT_RELR`) is understood by the loader of glibc from 2.36 on, so that a program which is built where there is
//! such a one needs such a one. Elsewhere the usual form is kept.

use std::process::Command;

/// The first glibc whose loader knows packed addresses.
const FIRST_GLIBC: (u32, u32) = (2, 36);

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if is_for_this_glibc() && glibc().is_some_and(|version| version >= FIRST_GLIBC) {
        // A linker that does not know it says so in a warning and goes on.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// Whether the program is to run where it is built, with glibc.
fn is_for_this_glibc() -> bool {
    let variable = |name| std::env::var(name).unwrap_or_default();
    variable("HOST") == variable("TARGET")
        && variable("CARGO_CFG_TARGET_OS") == "linux"
        && variable("CARGO_CFG_TARGET_ENV") == "gnu"
}

/// The version of the glibc here, as its own tool tells it: `glibc 2.36`.
fn glibc() -> Option<(u32, u32)> {
    let told = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let told = String::from_utf8(told.stdout).ok()?;
    let (major, minor) = told.trim().strip_prefix("glibc ")?.split_once('.')?;
    let minor = minor.split('.').next()?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
