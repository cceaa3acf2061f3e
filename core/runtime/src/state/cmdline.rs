//! The command line of `python3.13`.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use super::config::{Config, Start, Stop};
use super::help;

/// Options that a word may hold, in the order of the usage; `:` marks those with an argument.
fn takes_argument(option: u8) -> Option<bool> {
    match option {
        b'c' | b'm' | b'W' | b'X' => Some(true),
        b'b' | b'B' | b'd' | b'E' | b'h' | b'?' | b'i' | b'I' | b'J' | b'O' | b'P' | b'q' | b'R' | b's' | b'S'
        | b't' | b'u' | b'v' | b'V' | b'x' => Some(false),
        _ => None,
    }
}

/// Parses `config.orig_argv` into `config`, leaving in `config.argv` what `sys.argv` will be.
///
/// # Errors
/// `Stop::Exit` after help and version (0) and after wrong usage (2), which have been printed.
pub fn parse(config: &mut Config) -> Start<()> {
    let words = config.orig_argv.clone();
    if config.program_name.is_empty() {
        config.program_name = words.first().cloned().filter(|name| !name.is_empty()).unwrap_or("python3".into());
    }
    let program = words.first().cloned().unwrap_or_default();
    let usage_error = || {
        help::usage_error(&program);
        Stop::Exit(2)
    };
    let mut index = 1;
    let (mut print_help, mut version) = (None, 0);
    'words: while let Some(word) = words.get(index) {
        let bytes = word.as_bytes();
        if bytes.len() < 2 || bytes[0] != b'-' {
            break;
        }
        index += 1;
        if bytes == b"--" {
            break;
        }
        if let Some(long) = bytes.strip_prefix(b"--") {
            match long {
                b"help" => print_help = Some(help::Topic::Usage),
                b"help-env" => print_help = Some(help::Topic::Environment),
                b"help-xoptions" => print_help = Some(help::Topic::XOptions),
                b"help-all" => print_help = Some(help::Topic::All),
                b"version" => version += 1,
                b"check-hash-based-pycs" => {
                    let Some(value) = words.get(index) else {
                        eprintln!("Argument expected for the --check-hash-based-pycs options");
                        return Err(usage_error());
                    };
                    index += 1;
                    match value.to_str() {
                        Some(mode @ ("always" | "never" | "default")) => config.check_hash_pycs_mode = mode.to_owned(),
                        _ => {
                            eprintln!("--check-hash-based-pycs must be one of 'default', 'always', or 'never'");
                            return Err(usage_error());
                        }
                    }
                }
                _ => {
                    eprintln!("unknown option {}", word.to_string_lossy());
                    return Err(usage_error());
                }
            }
            continue;
        }
        for (at, &option) in bytes.iter().enumerate().skip(1) {
            let Some(with_argument) = takes_argument(option) else {
                eprintln!("Unknown option: -{}", String::from_utf8_lossy(&bytes[at..at + 1]));
                return Err(usage_error());
            };
            if with_argument {
                let rest = &bytes[at + 1..];
                let argument = if rest.is_empty() {
                    let Some(next) = words.get(index) else {
                        eprintln!("Argument expected for the -{} option", option as char);
                        return Err(usage_error());
                    };
                    index += 1;
                    next.clone()
                } else {
                    OsStr::from_bytes(rest).to_owned()
                };
                match option {
                    b'c' => {
                        let mut command = argument.into_vec();
                        command.push(b'\n');
                        config.run_command = Some(OsString::from_vec(command));
                        break 'words;
                    }
                    b'm' => {
                        config.run_module = Some(argument);
                        break 'words;
                    }
                    b'W' => config.warnoptions.push(argument),
                    _ => config.xoptions.push(argument),
                }
                continue 'words;
            }
            match option {
                b'b' => config.bytes_warning += 1,
                b'B' => config.write_bytecode = false,
                b'd' => config.parser_debug += 1,
                b'E' => config.use_environment = false,
                b'h' | b'?' => print_help = Some(help::Topic::Usage),
                b'i' => (config.inspect, config.interactive) = (true, true),
                b'I' => {
                    config.isolated = true;
                    config.use_environment = false;
                    config.user_site_directory = false;
                    config.safe_path = true;
                }
                b'O' => config.optimization_level += 1,
                b'P' => config.safe_path = true,
                b'q' => config.quiet = true,
                b's' => config.user_site_directory = false,
                b'S' => config.site_import = false,
                b'u' => config.buffered_stdio = false,
                b'v' => config.verbose += 1,
                b'V' => version += 1,
                b'x' => config.skip_source_first_line = true,
                b'R' => config.hash_seed = None,
                b'J' => {
                    eprintln!("-J is reserved for Jython");
                    return Err(usage_error());
                }
                // Tab checks are always on.
                _ => {}
            }
        }
    }
    if let Some(topic) = print_help {
        help::print(topic, &program);
        return Err(Stop::Exit(0));
    }
    if version > 0 {
        let text = if version >= 2 { super::version::full() } else { super::version::SHORT.to_owned() };
        println!("Python {text}");
        return Err(Stop::Exit(0));
    }
    let rest = &words[index.min(words.len())..];
    if config.run_command.is_none()
        && config.run_module.is_none()
        && config.run_filename.is_none()
        && let Some(file) = rest.first().filter(|file| file.as_bytes() != b"-")
    {
        config.run_filename = Some(file.clone());
    }
    config.argv = if config.run_command.is_some() {
        std::iter::once("-c".into()).chain(rest.iter().cloned()).collect()
    } else if config.run_module.is_some() {
        std::iter::once("-m".into()).chain(rest.iter().cloned()).collect()
    } else if rest.is_empty() {
        vec![OsString::new()]
    } else {
        rest.to_vec()
    };
    Ok(())
}
