//! Messages on a pipe: four bytes of length, lowest first, then the message.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, Read, Write};

/// No document has rows of a gigabyte; a longer frame is a broken pipe or a broken program.
const LONGEST: u32 = 1 << 30;

/// Writes one message.
pub(super) fn write(to: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let bytes = postcard::to_stdvec(message).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len()).ok().filter(|length| *length <= LONGEST);
    let length = length.ok_or_else(|| io::Error::other("a message is too long"))?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&bytes)?;
    to.flush()
}

/// Reads one message; `None` at the end.
pub(super) fn read<M: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<M>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(io::Error::other("a message is too long"));
    }
    let mut bytes = Vec::new();
    from.take(length.into()).read_to_end(&mut bytes)?;
    postcard::from_bytes(&bytes).map(Some).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_out_as_they_went_in() {
        let mut pipe = Vec::new();
        for message in ["", "决算", "three"] {
            write(&mut pipe, &message).expect("written");
        }
        let mut pipe = pipe.as_slice();
        let mut all = Vec::new();
        while let Some(message) = read::<String>(&mut pipe).expect("read") {
            all.push(message);
        }
        assert_eq!(all, ["", "决算", "three"]);
    }

    #[test]
    fn what_is_no_message_is_an_error() {
        let mut pipe = Vec::new();
        write(&mut pipe, &"决算").expect("written");
        let cut = &pipe[..pipe.len() - 1];
        assert!(read::<String>(&mut &*cut).is_err());
        assert!(read::<String>(&mut [0xFF; 64].as_slice()).is_err());
        assert!(matches!(read::<String>(&mut [].as_slice()), Ok(None)));
    }
}
