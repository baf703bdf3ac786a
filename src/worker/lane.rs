//! A lane: one thread that owns a value and does tasks with it, one after another.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

/// Deep enough for any document (`promises.md` D1).
pub(super) const STACK: usize = 16 << 20;

/// A thread with its queue.
pub(super) struct Lane<T> {
    queue: Mutex<Option<Sender<Task<T>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

type Task<T> = Box<dyn FnOnce(&mut T) + Send>;

impl<T: Send + 'static> Lane<T> {
    /// Starts it. `idle` is done again and again while nothing waits, until it says that nothing is left to do; it
    /// begins anew after each task. `failed` is called after a task that panicked.
    pub fn start(
        name: &str,
        value: T,
        idle: impl Fn(&mut T) -> bool + Send + 'static,
        failed: impl Fn() + Send + 'static,
    ) -> io::Result<Lane<T>> {
        let (queue, tasks) = channel();
        let thread = Builder::new()
            .name(name.to_owned())
            .stack_size(STACK)
            .spawn(move || work(value, &tasks, idle, failed))?;
        Ok(Lane {
            queue: Mutex::new(Some(queue)),
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Queues a task. After [`Lane::stop`] it is dropped.
    pub fn run(&self, task: impl FnOnce(&mut T) + Send + 'static) {
        if let Some(queue) = &*self.queue.lock().unwrap_or_else(PoisonError::into_inner) {
            // Fails only where the thread is gone, and then nobody waits for the task either.
            let _ = queue.send(Box::new(task));
        }
    }

    /// Takes no more tasks, does those that wait, and ends the thread.
    pub fn stop(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = thread.join();
        }
    }
}

fn work<T>(mut value: T, tasks: &Receiver<Task<T>>, idle: impl Fn(&mut T) -> bool, failed: impl Fn()) {
    let mut more = true;
    loop {
        let task = if more {
            match tasks.try_recv() {
                Ok(task) => task,
                Err(TryRecvError::Disconnected) => return,
                Err(TryRecvError::Empty) => {
                    more = guard(|| idle(&mut value), &failed).unwrap_or(false);
                    continue;
                }
            }
        } else {
            match tasks.recv() {
                Ok(task) => task,
                Err(_) => return,
            }
        };
        guard(|| task(&mut value), &failed);
        more = true;
    }
}

/// A panic ends the task, not the lane.
fn guard<R>(task: impl FnOnce() -> R, failed: &impl Fn()) -> Option<R> {
    let result = catch_unwind(AssertUnwindSafe(task)).ok();
    if result.is_none() {
        failed();
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_done_in_order_and_none_is_lost_at_the_end() {
        let (done, seen) = channel();
        let lane = Lane::start("test", Vec::new(), |_| false, || {}).unwrap();
        for number in 0..100 {
            lane.run(move |value: &mut Vec<i32>| value.push(number));
        }
        lane.run(move |value| done.send(value.clone()).unwrap());
        lane.stop();
        assert_eq!(seen.recv().unwrap(), (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn a_task_that_panics_costs_itself_only() {
        let (done, seen) = channel();
        let told = done.clone();
        let lane = Lane::start("test", 7, |_| false, move || told.send("failed".to_owned()).unwrap()).unwrap();
        lane.run(|_| std::panic::resume_unwind(Box::new("on purpose")));
        lane.run(move |value: &mut i32| done.send(value.to_string()).unwrap());
        lane.stop();
        assert_eq!(seen.iter().collect::<Vec<_>>(), ["failed", "7"]);
    }

    #[test]
    fn what_is_done_in_idle_time_lets_tasks_go_first_and_comes_to_an_end() {
        let (done, seen) = channel();
        let count_down = |value: &mut (u32, u32)| {
            value.0 -= u32::from(value.0 > 0);
            value.1 += 1;
            value.0 > 0
        };
        let lane = Lane::start("test", (3, 0), count_down, || {}).unwrap();
        lane.run(|_| {});
        let (rested, resting) = channel::<()>();
        lane.run(move |_| drop(rested));
        assert!(resting.recv().is_err());
        lane.run(move |value: &mut (u32, u32)| done.send(*value).unwrap());
        lane.stop();
        assert!(seen.recv().unwrap().1 <= 6);
    }
}
