//! What the pages of a site have in common, as hashes that are counted. What a hash is of, and what follows from a
//! count, is not known here.

use super::StoreError;
use rusqlite::{Connection, OptionalExtension};
use std::collections::HashMap;

/// Blocks and addresses that are remembered of a site at most; those seen longest ago go first.
const MOST_BLOCKS: u32 = 4_000;
const MOST_ADDRESSES: u32 = 1_000;

/// Sites that are remembered at most.
const MOST_SITES: u32 = 1_000;

/// On how many articles of a site each block was seen; an article at one of `addresses` does not count.
pub(super) fn of(connection: &Connection, site: &str, addresses: &[u64]) -> Result<HashMap<u64, u32>, StoreError> {
    let Some(site) = id(connection, site)? else {
        return Ok(HashMap::new());
    };
    let own = u32::from(knows(connection, site, addresses)?);
    let mut statement =
        connection.prepare_cached("SELECT block, articles FROM site_blocks WHERE site = ?1 AND wanted = 0")?;
    let rows = statement.query_map([site], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, u32>(1)?)))?;
    let seen = rows.map(|row| row.map(|(block, articles)| (block.cast_unsigned(), articles.saturating_sub(own))));
    Ok(seen.collect::<Result<_, _>>()?)
}

/// From how many pages of a site something was learnt.
pub(super) fn pages(connection: &Connection, site: &str) -> Result<u32, StoreError> {
    let mut statement = connection.prepare_cached("SELECT pages FROM sites WHERE name = ?1")?;
    Ok(statement.query_row([site], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Counts the blocks of an article once, under whichever address it comes.
pub(super) fn learn(connection: &Connection, site: &str, addresses: &[u64], blocks: &[u64]) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO sites (name, pages) VALUES (?1, 1) ON CONFLICT (name) DO UPDATE SET pages = pages + 1",
        )?
        .execute([site])?;
    let (site, now): (i64, i64) = connection
        .prepare_cached("SELECT id, pages FROM sites WHERE name = ?1")?
        .query_row([site], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let counted = i64::from(!knows(connection, site, addresses)?);
    let mut block = connection.prepare_cached(
        "INSERT INTO site_blocks (site, block, articles, last) VALUES (?1, ?2, 1, ?3)
         ON CONFLICT (site, block) DO UPDATE SET articles = articles + ?4, last = ?3",
    )?;
    for &hash in blocks {
        block.execute((site, hash.cast_signed(), now, counted))?;
    }
    let mut address =
        connection.prepare_cached("INSERT OR REPLACE INTO site_articles (site, address, last) VALUES (?1, ?2, ?3)")?;
    for &hash in addresses {
        address.execute((site, hash.cast_signed(), now))?;
    }
    forget(connection, site)
}

/// Never leaves these blocks of a site out again.
pub(super) fn want(connection: &Connection, site: &str, blocks: &[u64]) -> Result<(), StoreError> {
    let Some(site) = id(connection, site)? else {
        return Ok(());
    };
    let mut statement = connection.prepare_cached(
        "INSERT INTO site_blocks (site, block, articles, last, wanted) VALUES (?1, ?2, 0, 0, 1)
         ON CONFLICT (site, block) DO UPDATE SET wanted = 1",
    )?;
    for &hash in blocks {
        statement.execute((site, hash.cast_signed()))?;
    }
    Ok(())
}

/// Takes what there is too much of. What a person wanted stays.
fn forget(connection: &Connection, site: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "DELETE FROM site_blocks WHERE site = ?1 AND block IN (
                 SELECT block FROM site_blocks WHERE site = ?1 AND wanted = 0
                 ORDER BY last DESC, articles DESC LIMIT -1 OFFSET ?2)",
        )?
        .execute((site, MOST_BLOCKS))?;
    connection
        .prepare_cached(
            "DELETE FROM site_articles WHERE site = ?1 AND address IN (
                 SELECT address FROM site_articles WHERE site = ?1 ORDER BY last DESC LIMIT -1 OFFSET ?2)",
        )?
        .execute((site, MOST_ADDRESSES))?;
    connection
        .prepare_cached(
            "DELETE FROM sites WHERE id <> ?1 AND id IN (SELECT id FROM sites ORDER BY id DESC LIMIT -1 OFFSET ?2)",
        )?
        .execute((site, MOST_SITES))?;
    Ok(())
}

fn id(connection: &Connection, site: &str) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM sites WHERE name = ?1")?;
    Ok(statement.query_row([site], |row| row.get(0)).optional()?)
}

/// Whether an article was learnt from under one of these addresses.
fn knows(connection: &Connection, site: i64, addresses: &[u64]) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM site_articles WHERE site = ?1 AND address = ?2")?;
    for &address in addresses {
        if statement.exists((site, address.cast_signed()))? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::super::schema::MIGRATIONS;
    use super::*;

    fn store() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        for migration in MIGRATIONS {
            connection.execute_batch(migration).unwrap();
        }
        connection
    }

    #[test]
    fn an_article_counts_once_under_all_its_addresses_and_never_for_itself() {
        let store = store();
        learn(&store, "a.example", &[1, 2], &[10, u64::MAX]).unwrap();
        learn(&store, "a.example", &[2], &[10]).unwrap();
        learn(&store, "a.example", &[3], &[10]).unwrap();
        let seen = of(&store, "a.example", &[9]).unwrap();
        assert_eq!((seen[&10], seen[&u64::MAX]), (2, 1));
        assert_eq!(of(&store, "a.example", &[1]).unwrap()[&10], 1);
        assert!(of(&store, "b.example", &[1]).unwrap().is_empty());
    }

    #[test]
    fn a_block_that_somebody_wanted_is_no_longer_counted() {
        let store = store();
        learn(&store, "a.example", &[1], &[10, 11]).unwrap();
        want(&store, "a.example", &[10]).unwrap();
        learn(&store, "a.example", &[2], &[10, 11]).unwrap();
        let seen = of(&store, "a.example", &[]).unwrap();
        assert_eq!(seen.get(&10), None);
        assert_eq!(seen[&11], 2);
    }

    #[test]
    fn what_was_seen_longest_ago_goes_when_there_is_too_much() {
        let store = store();
        for page in 0..50_u64 {
            let own: Vec<u64> = (0..100).map(|block| 1_000 + page * 100 + block).collect();
            learn(&store, "a.example", &[page], &[&[7], own.as_slice()].concat()).unwrap();
        }
        let seen = of(&store, "a.example", &[]).unwrap();
        assert_eq!(seen.len(), MOST_BLOCKS as usize);
        assert_eq!(seen[&7], 50);
        assert!(!seen.contains_key(&1_000) && seen.contains_key(&5_999));
    }
}
