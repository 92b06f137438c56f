//! The tables of the catalog, and how an older catalog becomes a newer one.

use crate::error::Error;
use rusqlite::Connection;

/// Statements that lead from each number of the schema to the next; what was released is
/// never changed, only added to.
const STEPS: &[&str] = &[include_str!("schema/1.sql"), include_str!("schema/2.sql")];

/// The number of the schema that this program writes.
pub const NUMBER: i64 = STEPS.len() as i64;

/// The first number with seals.
pub(crate) const SEALS: i64 = 2;

/// Brings a catalog to the present schema.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), Error> {
    let found = number(connection)?;
    if found > NUMBER {
        return Err(Error::Newer { found, known: NUMBER });
    }
    for (step, number) in STEPS.iter().zip(1..).skip(found as usize) {
        // All of a step or nothing of it.
        let all = connection.transaction().and_then(|transaction| {
            transaction.execute_batch(step)?;
            transaction.pragma_update(None, "user_version", number)?;
            transaction.commit()
        });
        all.map_err(Error::catalog("make the tables"))?;
    }
    Ok(())
}

/// The number of a catalog's schema; 0 where there are no tables yet.
pub(crate) fn number(connection: &Connection) -> Result<i64, Error> {
    connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(Error::catalog("read the number of the schema"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_is_migrated_once_and_a_later_one_left_alone() {
        let mut connection = Connection::open_in_memory().expect("in memory");
        migrate(&mut connection).expect("migrated");
        migrate(&mut connection).expect("nothing to do");
        assert_eq!(number(&connection).expect("read"), NUMBER);
        connection.pragma_update(None, "user_version", NUMBER + 1).expect("set");
        let error = migrate(&mut connection).expect_err("later");
        assert!(matches!(error, Error::Newer { .. }), "{error}");
    }

    #[test]
    fn a_first_catalog_says_afterwards_what_was_gone_and_what_was_never_there() {
        let mut connection = Connection::open_in_memory().expect("in memory");
        connection.execute_batch(STEPS[0]).expect("made");
        connection.pragma_update(None, "user_version", 1).expect("set");
        for headers in [
            r#"{"role":"robots","state":"gone"}"#,
            r#"{"role":"list","state":"gone"}"#,
            r#"{"role":"file","state":"gone"}"#,
            r#"{"role":"file","state":"vanished"}"#,
            "{}",
        ] {
            let insert =
                "INSERT INTO captures (origin, medium, captured_at, seen_at, state,
                 headers, etag, last_modified, note, file_name, source_url, retrieved_at)
                 VALUES ('a', 'web', '', '', 'gone', ?1, '', '', '', '', '', '')";
            connection.execute(insert, [headers]).expect("inserted");
        }
        migrate(&mut connection).expect("migrated");
        let mut select = connection
            .prepare("SELECT state FROM captures ORDER BY id")
            .expect("prepared");
        let states = select.query_map([], |row| row.get(0)).expect("listed");
        let states: Vec<String> = states.collect::<Result<_, _>>().expect("read");
        assert_eq!(states, ["absent", "absent", "gone", "vanished", "gone"]);
    }
}
