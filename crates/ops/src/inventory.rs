//! The operations of `mercato-inventory`.

crate::ops! {
    /// Policies, replenishment and simulation of stock: `inventory.*`.
    INVENTORY:

    // Deterministic lots and coordination.

    // Uncertain demand: distributions, service, policies.

    "inventory.standard_normal_loss" = mercato_inventory::standard_normal_loss;
    summary "How many standard deviations of normal demand are short, and left over, at a stock of z of them?";
    source "Zipkin (2000), appendix C.3.2; Silver, Pyke and Thomas (2017), appendix B";
    example r#"{"z": 20}"# => r#"{"loss": 1.3700124947295798e-90, "complementary_loss": 20.0, "second_loss": 6.799564573536905e-92, "complementary_second_loss": 200.5}"#;

    "inventory.loss_function" = mercato_inventory::loss_function;
    summary "How much of a demand is short, and left over, at a given stock?";
    source "Zipkin (2000), appendix C.2-C.3; Snyder and Shen (2019), appendix C.3";
    example r#"{"distribution": {"type": "discrete", "values": [-5, 0, 5], "probabilities": [0.25, 0.5, 0.25]}, "x": 3}"# => r#"{"loss": 0.5, "complementary_loss": 3.5, "second_loss": 0.25, "complementary_second_loss": 12.0, "cdf": 0.75}"#;

    "inventory.quantile" = mercato_inventory::quantile;
    summary "Which stock covers demand with a given probability?";
    source "definition: the smallest x with F(x) >= p";
    example r#"{"distribution": {"type": "discrete", "values": [1, 2, 3, 4], "probabilities": [0.1, 0.2, 0.3, 0.4]}, "probability": 0.6}"# => r#"{"quantile": 3.0}"#;

    // Daily operations, exact.

    // Networks, batches, simulation.
}
