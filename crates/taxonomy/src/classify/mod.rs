//! In which category does a product belong, judging by its title?
//!
//! | method | learns from | good at |
//! |---|---|---|
//! | [`classify_by_rules`], [`RuleClassifier`] | phrases that somebody wrote | few categories, exact reasons |
//! | [`classify_titles`], [`TitleClassifier`], `naive_bayes` | titles with their categories | fast to train, any number of categories |
//! | the same, `linear` | the same | better on words never seen: it reads parts of words too |
//!
//! `benches/taxonomy/title_accuracy.rs` measures how often each method is right for names that training did not see.

mod features;
mod linear;
mod naive_bayes;
mod rules;
mod titles;

pub use rules::{ClassifyByRulesInput, RuleClassifier, RuleMatch, RuleMatches, TitleRule, classify_by_rules};
pub use titles::{
    CategoryProbability, ClassifyTitlesInput, TitleClassifier, TitleExample, TitleMethod, TitlePrediction,
    TitlePredictions, classify_titles,
};
