//! The variable-length integers of the location table: six bits a byte, least significant first, bit 6 set on all
//! but the last byte. A signed number keeps its sign in bit 0.

/// Appends an unsigned number.
pub fn write_uvarint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x40 {
        out.push(0x40 | (value & 0x3f) as u8);
        value >>= 6;
    }
    out.push(value as u8);
}

/// Appends a signed number.
pub fn write_svarint(out: &mut Vec<u8>, value: i32) {
    let magnitude = value.unsigned_abs() << 1;
    write_uvarint(out, magnitude | (value < 0) as u32);
}

/// Reads an unsigned number; `None` at the end of the input. Bits beyond the 32nd are dropped.
#[inline]
pub fn read_uvarint(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0u32;
    let mut shift = 0;
    loop {
        let (&b, rest) = bytes.split_first()?;
        *bytes = rest;
        if shift < 32 {
            value |= ((b & 0x3f) as u32) << shift;
        }
        shift += 6;
        if b & 0x40 == 0 {
            return Some(value);
        }
    }
}

/// Reads a signed number; `None` at the end of the input.
#[inline]
pub fn read_svarint(bytes: &mut &[u8]) -> Option<i32> {
    let v = read_uvarint(bytes)?;
    let magnitude = (v >> 1) as i32;
    Some(if v & 1 != 0 { -magnitude } else { magnitude })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        for v in [0, 1, -1, 31, 32, -32, 63, 64, -64, 4095, 100_000, -100_000, i32::MAX >> 1] {
            let mut out = Vec::new();
            write_svarint(&mut out, v);
            let mut r = &out[..];
            assert_eq!(read_svarint(&mut r), Some(v));
            assert!(r.is_empty());
        }
        assert_eq!(read_uvarint(&mut &[0x40u8][..]), None);
    }
}
