//! The tables of the catalog, and how an older catalog becomes a newer one.

use crate::error::Error;
use rusqlite::Connection;

/// Statements that lead from each number of the schema to the next; what was released is
/// never changed, only added to.
const STEPS: &[&str] = &[include_str!("schema/1.sql")];

/// The number of the schema that this program writes.
pub const NUMBER: i64 = STEPS.len() as i64;

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
}
