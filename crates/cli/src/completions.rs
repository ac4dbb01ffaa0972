//! `mercato completions SHELL`

use crate::failure::Failure;
use crate::{Mercato, Status, output};
use clap::CommandFactory;
use clap::builder::PossibleValuesParser;
use clap_complete::Shell;

/// Print the completions for a shell, names of operations included
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  mercato completions bash > ~/.local/share/bash-completion/completions/mercato
  mercato completions zsh > ~/.zfunc/_mercato
  mercato completions fish > ~/.config/fish/completions/mercato.fish")]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &Args) -> Result<Status, Failure> {
    let mut command = Mercato::command();
    for name in ["describe", "run", "schema"] {
        command = command.mut_subcommand(name, |subcommand| {
            let names = PossibleValuesParser::new(mercato_ops::all().map(|op| op.name));
            subcommand.mut_arg("op", |arg| arg.index(1).value_parser(names))
        });
    }
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "mercato", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Status::Answered)
}
