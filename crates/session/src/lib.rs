//! The client's machine for one conversation's socket: connect, resume, outbox, local echo, back-off.
//!
//! The shell (a browser's page, or a test) owns the socket, the clock and the store. It hands each
//! happening to [`Session::handle`], does the [`Effect`]s in order, and sends [`Event::Tick`] when
//! [`Session::next_deadline`] is reached.
//!
//! The law:
//! - Each socket begins with `hello` naming the last entry this client has; nothing else is sent before
//!   `welcome`, and nothing that arrives before it counts, except a refusal.
//! - An action stays in the outbox until its entry is shown, until it is acknowledged at a place that is
//!   shown, or until it is refused for good; after each `welcome` the outbox is sent again, in order and
//!   under the same ids, so that nothing is lost and nothing doubles.
//! - The entries shown are 1, 2, 3, … without a gap, always. A hole is never shown: it is asked for.
//!
//! What the shell owes: on [`Effect::Disconnect`] it closes the present socket and passes on nothing
//! that this socket still has to say (a `Closed` neither), so that a stale socket's late frames never
//! reach the machine; there is at most one socket. `now` should come from a clock that does not jump.

mod backoff;
mod event;
mod outbox;
mod session;
mod side;
mod trail;
mod view;

pub use event::{Connection, Effect, Event};
pub use outbox::{Delivery, MAX_PENDING, Pending};
pub use session::Session;
pub use side::{Agent, Outgoing, Side, Visitor};
pub use trail::Trail;

#[cfg(test)]
mod tests;
