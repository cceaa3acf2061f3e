//! Struct layouts from debug information: of a C program compiled against the stock headers, and of the stock library.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use gimli::{AttributeValue, DebuggingInformationEntry, Dwarf, EndianSlice, LittleEndian, Unit, UnitOffset};
use object::{Object as _, ObjectSection as _, ObjectSymbol as _};

type Reader<'a> = EndianSlice<'a, LittleEndian>;
type Entry<'a, 'b> = DebuggingInformationEntry<'b, 'b, Reader<'a>>;

/// A C struct or union.
pub struct Struct {
    pub size: u64,
    /// Name, offset, size; members of unnamed members stand as if they were its own.
    pub fields: Vec<(String, u64, u64)>,
}

/// The stock CPython.
pub struct Oracle {
    include: PathBuf,
    library: PathBuf,
}

/// What the compiled program tells.
pub struct Program {
    pub structs: HashMap<String, Struct>,
    /// Alignments, in the order asked for.
    pub aligns: Vec<u64>,
    /// Values, in the order asked for.
    pub constants: Vec<i64>,
}

impl Oracle {
    /// By `KINGSNAKE_CPYTHON`, `python3.13` on `PATH`, or pyenv's 3.13.0.
    pub fn find() -> Option<Oracle> {
        let named = std::env::var("KINGSNAKE_CPYTHON").ok();
        let pyenv = || {
            let prefix = Command::new("pyenv").args(["prefix", "3.13.0"]).output().ok()?;
            Some(format!("{}/bin/python3.13", String::from_utf8(prefix.stdout).ok()?.trim()))
        };
        let ask = |python: String| {
            let code = "import sysconfig as s; print(s.get_path('include')); print(s.get_config_var('LIBDIR'))";
            let out = Command::new(python).args(["-c", code]).output().ok().filter(|out| out.status.success())?;
            let text = String::from_utf8(out.stdout).ok()?;
            let mut lines = text.lines();
            let include = PathBuf::from(lines.next()?);
            let library = Path::new(lines.next()?).join("libpython3.13.so.1.0");
            Some(Oracle { include, library })
        };
        match named {
            Some(python) => ask(python),
            None => ask("python3.13".to_owned()).or_else(|| ask(pyenv()?)),
        }
    }

    /// Compiles a program that includes the headers, public and internal.
    pub fn compile<'a>(&self, names: &[&str], constants: impl Iterator<Item = &'a str>) -> Program {
        let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let (source, object) = (dir.join("audit.c"), dir.join("audit.o"));
        let mut text = String::from("#define Py_BUILD_CORE 1\n#include <Python.h>\n#include <stddef.h>\n");
        for header in ["frameobject.h", "structmember.h", "datetime.h", "marshal.h", "errcode.h"] {
            text += &format!("#include <{header}>\n");
        }
        // Those of another platform, those that need a context of their own, and data without types.
        const SKIPPED: &[&str] = &[
            "pycore_emscripten_signal.h",
            "pycore_emscripten_trampoline.h",
            "pycore_fileutils_windows.h",
            "pycore_blocks_output_buffer.h",
            "pycore_mimalloc.h",
            "pycore_jit.h",
            "pycore_opcode_metadata.h",
            "pycore_uop_metadata.h",
        ];
        let mut headers: Vec<String> = std::fs::read_dir(self.include.join("internal"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".h") && !SKIPPED.contains(&name.as_str()))
            .collect();
        headers.sort();
        for header in headers {
            text += &format!("#include \"internal/{header}\"\n");
        }
        text += "const unsigned long audit_aligns[] = {\n";
        for name in names {
            text += &format!("    _Alignof({name}),\n");
        }
        text += "};\nconst long long audit_constants[] = {\n";
        for name in constants {
            text += &format!("    (long long)({name}),\n");
        }
        text += "};\n";
        std::fs::write(&source, text).unwrap();
        let status = Command::new("cc")
            .args(["-c", "-g", "-fno-eliminate-unused-debug-types", "-w"])
            .arg(format!("-I{}", self.include.display()))
            .arg(format!("-I{}/internal", self.include.display()))
            .arg("-o")
            .arg(&object)
            .arg(&source)
            .status()
            .expect("a C compiler is needed");
        assert!(status.success(), "{} does not compile", source.display());
        let bytes = std::fs::read(&object).unwrap();
        let file = object::File::parse(&*bytes).unwrap();
        let words = |name: &str| -> Vec<i64> {
            let symbol = file.symbols().find(|symbol| symbol.name() == Ok(name)).unwrap();
            let section = file.section_by_index(symbol.section_index().unwrap()).unwrap();
            let data = section.data_range(symbol.address(), symbol.size()).unwrap().unwrap();
            data.chunks(8).map(|word| i64::from_le_bytes(word.try_into().unwrap())).collect()
        };
        let aligns = words("audit_aligns").into_iter().map(|align| align as u64).collect();
        Program { structs: structs(&file), aligns, constants: words("audit_constants") }
    }

    /// Every struct that the stock library's debug information shows; none if it has none.
    pub fn library_structs(&self) -> HashMap<String, Struct> {
        let bytes = std::fs::read(&self.library).unwrap();
        structs(&object::File::parse(&*bytes).unwrap())
    }

    /// A section of the stock library as it is in the file.
    pub fn library_section(&self, name: &str) -> Vec<u8> {
        let bytes = std::fs::read(&self.library).unwrap();
        let file = object::File::parse(&*bytes).unwrap();
        file.section_by_name(name).unwrap().data().unwrap().to_vec()
    }
}

fn structs(file: &object::File<'_>) -> HashMap<String, Struct> {
    // Debug sections of an object file are relocated; only references between them matter here.
    let load = |id: gimli::SectionId| -> Result<Vec<u8>, gimli::Error> {
        let Some(section) = file.section_by_name(id.name()) else { return Ok(Vec::new()) };
        let mut data = section.uncompressed_data().map(|data| data.into_owned()).unwrap_or_default();
        for (offset, relocation) in section.relocations() {
            if relocation.size() != 32 {
                continue;
            }
            let object::RelocationTarget::Symbol(index) = relocation.target() else { continue };
            let symbol = file.symbol_by_index(index).map(|symbol| symbol.address()).unwrap_or(0);
            let value = symbol.wrapping_add_signed(relocation.addend()) as u32;
            data[offset as usize..offset as usize + 4].copy_from_slice(&value.to_le_bytes());
        }
        Ok(data)
    };
    let sections = gimli::DwarfSections::load(load).unwrap();
    let dwarf = sections.borrow(|section| EndianSlice::new(section, LittleEndian));
    let mut found = HashMap::new();
    let mut units = dwarf.units();
    while let Some(header) = units.next().unwrap() {
        let unit = dwarf.unit(header).unwrap();
        let reader = Types { dwarf: &dwarf, unit: &unit };
        let mut cursor = unit.entries();
        while let Some((_, entry)) = cursor.next_dfs().unwrap() {
            let Some(name) = reader.name(entry) else { continue };
            if found.contains_key(&name) {
                continue;
            }
            let layout = match entry.tag() {
                gimli::DW_TAG_structure_type | gimli::DW_TAG_union_type => reader.layout(entry.offset()),
                gimli::DW_TAG_typedef => reader.behind(entry).and_then(|target| reader.layout(target)),
                _ => None,
            };
            if let Some(layout) = layout {
                found.insert(name, layout);
            }
        }
    }
    found
}

/// Types of one unit.
struct Types<'a> {
    dwarf: &'a Dwarf<Reader<'a>>,
    unit: &'a Unit<Reader<'a>>,
}

impl<'a> Types<'a> {
    fn name(&self, entry: &Entry<'a, '_>) -> Option<String> {
        let value = entry.attr_value(gimli::DW_AT_name).unwrap()?;
        Some(self.dwarf.attr_string(self.unit, value).unwrap().to_string_lossy().into_owned())
    }

    fn number(&self, entry: &Entry<'a, '_>, name: gimli::DwAt) -> Option<u64> {
        entry.attr_value(name).unwrap()?.udata_value()
    }

    /// The type that the entry refers to.
    fn target(&self, entry: &Entry<'a, '_>) -> Option<UnitOffset> {
        match entry.attr_value(gimli::DW_AT_type).unwrap()? {
            AttributeValue::UnitRef(offset) => Some(offset),
            _ => None,
        }
    }

    /// The type behind names and qualifiers.
    fn behind(&self, entry: &Entry<'a, '_>) -> Option<UnitOffset> {
        let mut at = self.target(entry)?;
        loop {
            let entry = self.unit.entry(at).unwrap();
            match entry.tag() {
                gimli::DW_TAG_typedef
                | gimli::DW_TAG_const_type
                | gimli::DW_TAG_volatile_type
                | gimli::DW_TAG_atomic_type => at = self.target(&entry)?,
                _ => return Some(at),
            }
        }
    }

    fn size(&self, at: UnitOffset) -> u64 {
        let entry = self.unit.entry(at).unwrap();
        match entry.tag() {
            gimli::DW_TAG_pointer_type => 8,
            gimli::DW_TAG_array_type => {
                let element = self.behind(&entry).map_or(0, |target| self.size(target));
                let mut tree = self.unit.entries_tree(Some(at)).unwrap();
                let mut ranges = tree.root().unwrap().children();
                let mut total = element;
                while let Some(range) = ranges.next().unwrap() {
                    let range = range.entry();
                    let count = self
                        .number(range, gimli::DW_AT_count)
                        .or_else(|| self.number(range, gimli::DW_AT_upper_bound).map(|last| last.wrapping_add(1)));
                    total *= count.unwrap_or(0);
                }
                total
            }
            _ => self.number(&entry, gimli::DW_AT_byte_size).unwrap_or(0),
        }
    }

    /// The layout of a complete struct or union.
    fn layout(&self, at: UnitOffset) -> Option<Struct> {
        let entry = self.unit.entry(at).unwrap();
        if !matches!(entry.tag(), gimli::DW_TAG_structure_type | gimli::DW_TAG_union_type) {
            return None;
        }
        let size = self.number(&entry, gimli::DW_AT_byte_size)?;
        let mut fields = Vec::new();
        let mut tree = self.unit.entries_tree(Some(at)).unwrap();
        let mut members = tree.root().unwrap().children();
        while let Some(member) = members.next().unwrap() {
            let member = member.entry();
            if member.tag() != gimli::DW_TAG_member {
                continue;
            }
            let offset = self.number(member, gimli::DW_AT_data_member_location).unwrap_or(0);
            let Some(target) = self.behind(member) else { continue };
            match self.name(member) {
                Some(name) => fields.push((name, offset, self.size(target))),
                None => {
                    let inner = self.layout(target)?;
                    fields.extend(inner.fields.into_iter().map(|(name, at, size)| (name, offset + at, size)));
                }
            }
        }
        Some(Struct { size, fields })
    }
}
