//! The command line of `python3.13`.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use super::config::{Config, Start, Stop};
use super::{cstdio, help};

/// Whether an option takes an argument; `None` for one that does not exist.
fn takes_argument(option: u8) -> Option<bool> {
    match option {
        b'c' | b'm' | b'W' | b'X' => Some(true),
        b'b' | b'B' | b'd' | b'E' | b'h' | b'?' | b'i' | b'I' | b'J' | b'O' | b'P' | b'q' | b'R' | b's' | b'S'
        | b't' | b'u' | b'v' | b'V' | b'x' => Some(false),
        _ => None,
    }
}

/// One option of the command line.
pub enum Choice {
    Letter(u8),
    Command(OsString),
    Module(OsString),
    Warning(OsString),
    XOption(OsString),
    HashPycs(OsString),
    Help(help::Topic),
    Version,
}

/// The options of a command line, one after the other.
pub struct Words<'a> {
    words: &'a [OsString],
    /// The word being read, or to be read next.
    index: usize,
    /// Where in a word of several letters the next one stands; 0 between words.
    at: usize,
}

impl<'a> Words<'a> {
    /// The words after the program's name.
    pub fn new(words: &'a [OsString]) -> Words<'a> {
        Words { words, index: 1, at: 0 }
    }

    /// Where the arguments begin, when there are no more options.
    pub fn index(&self) -> usize {
        self.index.min(self.words.len())
    }

    fn argument(&mut self) -> Option<OsString> {
        let word = self.words.get(self.index)?;
        self.index += 1;
        Some(word.clone())
    }

    /// The next option; `None` where the arguments begin.
    ///
    /// # Errors
    /// What to say about a wrong one.
    pub fn next_option(&mut self) -> Result<Option<Choice>, String> {
        let Some(word) = self.words.get(self.index) else {
            return Ok(None);
        };
        let bytes = word.as_bytes();
        if self.at == 0 {
            if bytes.len() < 2 || bytes[0] != b'-' {
                return Ok(None);
            }
            if let Some(long) = bytes.strip_prefix(b"--") {
                self.index += 1;
                return if long.is_empty() { Ok(None) } else { self.long(long, word) };
            }
            self.at = 1;
        }
        let option = bytes[self.at];
        self.at += 1;
        let rest = &bytes[self.at..];
        let Some(with_argument) = takes_argument(option) else {
            return Err(format!("Unknown option: -{}", String::from_utf8_lossy(&bytes[self.at - 1..self.at])));
        };
        if !with_argument {
            if rest.is_empty() {
                self.index += 1;
                self.at = 0;
            }
            return match option {
                b'J' => Err("-J is reserved for Jython".to_owned()),
                b'h' | b'?' => Ok(Some(Choice::Help(help::Topic::Usage))),
                b'V' => Ok(Some(Choice::Version)),
                option => Ok(Some(Choice::Letter(option))),
            };
        }
        self.index += 1;
        self.at = 0;
        let argument = if rest.is_empty() { self.argument() } else { Some(OsStr::from_bytes(rest).to_owned()) };
        let Some(argument) = argument else {
            return Err(format!("Argument expected for the -{} option", option as char));
        };
        Ok(Some(match option {
            b'c' => Choice::Command(argument),
            b'm' => Choice::Module(argument),
            b'W' => Choice::Warning(argument),
            _ => Choice::XOption(argument),
        }))
    }

    fn long(&mut self, name: &[u8], word: &OsStr) -> Result<Option<Choice>, String> {
        Ok(Some(match name {
            b"help" => Choice::Help(help::Topic::Usage),
            b"help-env" => Choice::Help(help::Topic::Environment),
            b"help-xoptions" => Choice::Help(help::Topic::XOptions),
            b"help-all" => Choice::Help(help::Topic::All),
            b"version" => Choice::Version,
            b"check-hash-based-pycs" => match self.argument() {
                Some(value) => Choice::HashPycs(value),
                None => return Err("Argument expected for the --check-hash-based-pycs options".to_owned()),
            },
            _ => return Err(format!("unknown option {}", word.to_string_lossy())),
        }))
    }

    /// Goes on behind a wrong option; false at the end.
    pub fn skip_wrong(&mut self) -> bool {
        if self.at > 0 && self.words.get(self.index).is_none_or(|word| self.at >= word.len()) {
            self.index += 1;
            self.at = 0;
        }
        self.index < self.words.len()
    }
}

/// What the command line says that is not part of the configuration.
pub struct CommandLine {
    /// `-W`.
    pub warnings: Vec<OsString>,
}

/// Parses `config.argv` into `config`, leaving in `config.argv` what `sys.argv` will be.
///
/// # Errors
/// `Stop::Exit` after help and version (0) and after wrong usage (2), which have been printed.
pub fn parse(config: &mut Config) -> Start<CommandLine> {
    let args = std::mem::take(&mut config.argv);
    let program = config
        .program_name
        .clone()
        .or_else(|| args.first().cloned())
        .filter(|name| !name.is_empty())
        .unwrap_or_default();
    let wrong = |message: &str| {
        cstdio::error(&format!("{message}\n"));
        help::usage_error(&program);
        Stop::Exit(2)
    };
    let mut words = Words::new(&args);
    let (mut topic, mut version) = (None, 0);
    let mut line = CommandLine { warnings: Vec::new() };
    // Once a command or a module is named, the rest is its arguments.
    while config.run_command.is_none() && config.run_module.is_none() {
        let Some(choice) = words.next_option().map_err(|message| wrong(&message))? else {
            break;
        };
        match choice {
            Choice::Command(command) => {
                let mut command = command.into_vec();
                command.push(b'\n');
                config.run_command = Some(OsString::from_vec(command));
            }
            Choice::Module(module) => config.run_module = Some(module),
            Choice::Warning(filter) => line.warnings.push(filter),
            Choice::XOption(option) => config.xoptions.push(option),
            Choice::Help(wanted) => topic = topic.or(Some(wanted)),
            Choice::Version => version += 1,
            Choice::HashPycs(mode) => match mode.to_str() {
                Some("always" | "never" | "default") => config.check_hash_pycs_mode = Some(mode),
                _ => {
                    return Err(wrong("--check-hash-based-pycs must be one of 'default', 'always', or 'never'"));
                }
            },
            Choice::Letter(option) => apply(option, config),
        }
    }
    if let Some(topic) = topic {
        help::print(topic, &program);
        return Err(Stop::Exit(0));
    }
    if version > 0 {
        let text = if version >= 2 { super::version::full() } else { super::version::SHORT.to_owned() };
        cstdio::print(&format!("Python {text}\n"));
        return Err(Stop::Exit(0));
    }
    let rest = &args[words.index()..];
    let named = config.run_command.is_some() || config.run_module.is_some();
    if !named
        && config.run_filename.is_none()
        && let Some(file) = rest.first().filter(|file| file.as_bytes() != b"-")
    {
        config.run_filename = Some(file.clone());
    }
    let first = if config.run_command.is_some() { "-c" } else { "-m" };
    config.argv = match rest {
        _ if named => std::iter::once(first.into()).chain(rest.iter().cloned()).collect(),
        [] => vec![OsString::new()],
        rest => rest.to_vec(),
    };
    Ok(line)
}

fn apply(option: u8, config: &mut Config) {
    match option {
        b'b' => config.bytes_warning += 1,
        b'B' => config.write_bytecode = 0,
        b'd' => config.parser_debug += 1,
        b'i' => {
            config.inspect += 1;
            config.interactive += 1;
        }
        b'O' => config.optimization_level += 1,
        b'P' => config.safe_path = 1,
        b'q' => config.quiet += 1,
        b's' => config.user_site_directory = 0,
        b'S' => config.site_import = 0,
        b'u' => config.buffered_stdio = 0,
        b'v' => config.verbose += 1,
        b'x' => config.skip_source_first_line = 1,
        b'R' => config.use_hash_seed = 0,
        // Read already (-E, -I), or of no effect (-t).
        _ => {}
    }
}
