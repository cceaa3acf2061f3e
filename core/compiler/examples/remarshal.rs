//! Reads marshalled code objects that CPython wrote and writes them again, for comparison; see
//! `ci/frontend/marshal_diff.py`.

use std::error::Error;
use std::io::{self, Read, Write};

use ks_compiler::{marshal, unmarshal};

/// Length-prefixed code objects in, length-prefixed code objects out.
fn main() -> Result<(), Box<dyn Error>> {
    let mut input = Vec::new();
    io::stdin().read_to_end(&mut input)?;
    let mut rest = &input[..];
    let mut out = io::stdout().lock();
    while let Some((head, tail)) = rest.split_first_chunk() {
        let (body, tail) = tail.split_at_checked(u32::from_le_bytes(*head) as usize).ok_or("truncated")?;
        rest = tail;
        let again = marshal::dumps(&*unmarshal::loads(body)?);
        out.write_all(&(again.len() as u32).to_le_bytes())?;
        out.write_all(&again)?;
    }
    Ok(())
}
