//! The real binary in a pseudo-terminal: keys go in as bytes, the screen is what an emulator makes of the answer.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// Long enough for a slow machine; what is waited for comes much sooner.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the terminal types: a person's keys, and its own answers.
type Writer = Arc<Mutex<Box<dyn Write + Send>>>;

/// What every terminal answers.
const FOR_ATTRIBUTES: &[u8] = b"\x1b[c";
const ATTRIBUTES: &[u8] = b"\x1b[?62;22c";

/// A program on a terminal.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    writer: Writer,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<Seen>,
    /// The line settings before the program began.
    untouched: String,
}

/// What has come from the program.
struct Seen {
    state: Mutex<Output>,
    changed: Condvar,
}

/// Around every frame: a synchronized update.
const FRAME_BEGINS: &[u8] = b"\x1b[?2026h";
const FRAME_ENDS: &[u8] = b"\x1b[?2026l";

struct Output {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    ended: bool,
}

impl Output {
    /// Whether no frame is half drawn: a screen is looked at between frames alone, as a terminal shows it.
    fn is_whole(&self) -> bool {
        let last = |mark: &[u8]| self.bytes.windows(mark.len()).rposition(|bytes| bytes == mark);
        last(FRAME_BEGINS) <= last(FRAME_ENDS)
    }
}

impl Terminal {
    /// Starts `dateline` with these arguments on a screen of this size.
    pub fn open(arguments: &[&str], width: u16, height: u16) -> Terminal {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(arguments);
        Terminal::on(command, width, height)
    }

    /// Starts a command on a screen of this size.
    pub fn on(started: Command, width: u16, height: u16) -> Terminal {
        let pty = native_pty_system()
            .openpty(size(width, height))
            .expect("a pseudo-terminal");
        let untouched = format!("{:?}", pty.master.get_termios());
        let mut command = CommandBuilder::new(started.get_program());
        command.args(started.get_args());
        for (name, value) in started.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            }
        }
        if let Some(folder) = started.get_current_dir() {
            command.cwd(folder);
        }
        if !started.get_envs().any(|(name, _)| name == "TERM") {
            command.env("TERM", "xterm-256color");
        }
        command.env_remove("NO_COLOR");
        let child = pty.slave.spawn_command(command).expect("the binary");
        let seen = Arc::new(Seen {
            state: Mutex::new(Output {
                parser: vt100::Parser::new(height, width, 0),
                bytes: Vec::new(),
                ended: false,
            }),
            changed: Condvar::new(),
        });
        let mut reader = pty.master.try_clone_reader().expect("the output");
        let writer: Writer = Arc::new(Mutex::new(pty.master.take_writer().expect("the input")));
        let (to, answers) = (Arc::clone(&seen), Arc::clone(&writer));
        thread::spawn(move || to.read(&mut reader, &answers));
        Terminal {
            writer,
            master: pty.master,
            child,
            seen,
            untouched,
        }
    }

    /// Types text.
    pub fn keys(&mut self, keys: &str) {
        write(&self.writer, keys.as_bytes()).expect("the program reads");
    }

    /// Waits until the screen is as it should be; gives it as text.
    pub fn wait_for(&self, what: &str, is_there: impl Fn(&vt100::Screen) -> bool) -> String {
        let wait = self.seen.changed.wait_timeout_while(
            self.seen.state.lock().expect("nobody panics with it"),
            PATIENCE,
            |output| !(output.ended || output.is_whole() && is_there(output.parser.screen())),
        );
        let (output, _) = wait.expect("nobody panics with it");
        let screen = output.parser.screen().contents();
        assert!(is_there(output.parser.screen()), "{what} never came:\n{screen}");
        screen
    }

    /// Waits until a text is on the screen.
    pub fn wait_for_text(&self, text: &str) -> String {
        self.wait_for(text, |screen| screen.contents().contains(text))
    }

    /// Every byte that was written until now.
    pub fn drawn(&self) -> Vec<u8> {
        self.seen.state.lock().expect("nobody panics with it").bytes.clone()
    }

    /// Whether nothing at all is written for so long.
    pub fn is_silent_for(&self, time: Duration) -> bool {
        let output = self.seen.state.lock().expect("nobody panics with it");
        let before = output.bytes.len();
        let (output, _) = self
            .seen
            .changed
            .wait_timeout_while(output, time, |output| output.bytes.len() == before)
            .expect("nobody panics with it");
        output.bytes.len() == before
    }

    pub fn resize(&self, width: u16, height: u16) {
        self.seen
            .state
            .lock()
            .expect("nobody panics with it")
            .parser
            .screen_mut()
            .set_size(height, width);
        self.master.resize(size(width, height)).expect("a terminal");
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(self.id(), signal).expect("a running program");
    }

    /// Waits until the program has been stopped.
    pub fn wait_for_stop(&self) {
        let id = rustix::process::WaitId::Pid(self.id());
        let stopped = rustix::process::WaitIdOptions::STOPPED | rustix::process::WaitIdOptions::NOWAIT;
        rustix::process::waitid(id, stopped).expect("a running program");
    }

    /// Whether the line settings are other than before the program began.
    pub fn is_raw(&self) -> bool {
        format!("{:?}", self.master.get_termios()) != self.untouched
    }

    /// Waits until the program has ended; gives its exit code.
    pub fn wait_for_end(&mut self) -> u32 {
        // The output ends with the program: no need to ask again and again.
        let output = self.seen.state.lock().expect("nobody panics with it");
        let (output, _) = self
            .seen
            .changed
            .wait_timeout_while(output, PATIENCE, |output| !output.ended)
            .expect("nobody panics with it");
        assert!(output.ended, "the program never ended");
        self.child.wait().expect("the program").exit_code()
    }
}

impl Terminal {
    fn id(&self) -> rustix::process::Pid {
        let id = self.child.process_id().and_then(|id| i32::try_from(id).ok());
        id.and_then(rustix::process::Pid::from_raw).expect("a running program")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has mostly ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Seen {
    fn read(&self, from: &mut impl Read, answers: &Writer) {
        let mut buffer = [0; 4096];
        loop {
            let count = from.read(&mut buffer).unwrap_or(0);
            if buffer[..count]
                .windows(FOR_ATTRIBUTES.len())
                .any(|bytes| bytes == FOR_ATTRIBUTES)
            {
                // A program that has ended hears it no more.
                drop(write(answers, ATTRIBUTES));
            }
            let mut output = self.state.lock().expect("nobody panics with it");
            output.parser.process(&buffer[..count]);
            output.bytes.extend_from_slice(&buffer[..count]);
            output.ended = count == 0;
            self.changed.notify_all();
            if count == 0 {
                return;
            }
        }
    }
}

fn write(writer: &Writer, bytes: &[u8]) -> std::io::Result<()> {
    let mut writer = writer.lock().expect("nobody panics with it");
    writer.write_all(bytes)?;
    writer.flush()
}

fn size(width: u16, height: u16) -> PtySize {
    PtySize {
        rows: height,
        cols: width,
        pixel_width: 0,
        pixel_height: 0,
    }
}
