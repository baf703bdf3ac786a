//! A word that ends a refresh at once, given from any thread.

use std::sync::Arc;
use tokio::sync::watch;

/// Ends whatever watches it. Clones are the same word.
#[derive(Clone, Debug)]
pub struct Cancel {
    said: Arc<watch::Sender<bool>>,
}

impl Cancel {
    /// A word not yet given.
    pub fn new() -> Cancel {
        Cancel {
            said: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Gives it, once and for all.
    pub fn cancel(&self) {
        self.said.send_replace(true);
    }

    /// Whether it was given.
    pub fn is_cancelled(&self) -> bool {
        *self.said.borrow()
    }

    /// Waits until it is given.
    pub async fn cancelled(&self) {
        let mut heard = self.said.subscribe();
        // Fails only when there is no sender any more, and `self` holds one.
        let _ = heard.wait_for(|said| *said).await;
    }
}

impl Default for Cancel {
    fn default() -> Cancel {
        Cancel::new()
    }
}
