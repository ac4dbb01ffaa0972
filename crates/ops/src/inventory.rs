//! The operations of `mercato-inventory`.

crate::ops! {
    /// Policies, replenishment and simulation of stock: `inventory.*`.
    INVENTORY:

    // Deterministic lots and coordination.

    // Uncertain demand: distributions, service, policies.

    // Daily operations, exact.

    // Networks, batches, simulation.
}
