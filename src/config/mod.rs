//! What a person can set, and where things lie. The files in `config/` at the top of the repository are the defaults,
//! the documentation and the embedded data at once; a person's file holds differences only.

mod paths;
mod problem;
mod settings;

pub use paths::{Paths, PathsError};
pub use problem::Problem;
pub use settings::{ArticleSettings, Config, ListSettings, RefreshSettings};
