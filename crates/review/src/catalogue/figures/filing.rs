//! In which category does a product belong, judging by its title? What the names of the categories say, and what the titles
//! that are filed already say; a product is asked only of the titles of others.

use crate::catalogue::inputs::{Tree, segments};
use crate::error::ReviewError;
use hashbrown::HashMap;
use mercato_taxonomy::classify::{RuleClassifier, TitleClassifier, TitleExample, TitleMethod, TitleRule};
use mercato_taxonomy::text::{Stem, norm, tokens};
use mercato_taxonomy::{MappingSuggester, MappingTarget, NodeIx, SuggestMethod};

/// The titles are learnt in so many parts, so that no product is judged by its own.
const PARTS: usize = 5;
/// Smoothing of naive Bayes: titles are short, and a word that a category never uses is to count.
const ALPHA: f64 = 0.1;
/// How many times as likely a title must be in another category than in its own.
const LEAST_RATIO: f64 = 20.0;
/// The fewest titles of a category that is proposed by titles.
const LEAST_TITLES: usize = 5;
/// The titles are believed where they find the category of at least this share of the filed products again.
const LEAST_AGREEMENT: f64 = 0.5;
/// The least probability of a category that is proposed to a product without one.
const LEAST_PROBABILITY: f64 = 0.5;
/// The least likeness of a path to one that exists.
const LEAST_LIKENESS: f64 = 0.5;

/// What a proposal rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::catalogue) enum Basis {
    /// The title holds the name of the category.
    Name,
    /// Titles of that category use its words.
    Titles,
    /// Both.
    NameAndTitles,
    /// The path written is like that of the category.
    Path,
}

impl Basis {
    /// In words.
    pub(in crate::catalogue) const fn words(self) -> &'static str {
        match self {
            Self::Name => "the title names it",
            Self::Titles => "titles like this one are filed there",
            Self::NameAndTitles => "the title names it, and titles like this one are filed there",
            Self::Path => "its path is like the one written",
        }
    }
}

/// A category for a product.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::catalogue) struct Proposal {
    pub(in crate::catalogue) node: NodeIx,
    pub(in crate::catalogue) basis: Basis,
}

/// A product with a title and one category.
pub(super) struct Filed<'a> {
    pub(super) title: &'a str,
    pub(super) node: NodeIx,
}

/// What the other titles say of a product.
#[derive(Debug, Clone, Copy)]
struct Verdict {
    best: NodeIx,
    /// How many times as likely the title is there as where it is filed, each category counted as equally frequent.
    ratio: f64,
}

/// Names and titles, learnt.
pub(super) struct Filing<'a> {
    tree: &'a Tree,
    names: Option<RuleClassifier>,
    /// The classifiers of the parts, each learnt from the other parts.
    parts: Vec<Option<TitleClassifier>>,
    whole: Option<TitleClassifier>,
    /// What the titles of the other parts say of each filed product.
    verdicts: Vec<Option<Verdict>>,
    titles: HashMap<NodeIx, usize>,
    paths: Option<MappingSuggester>,
    /// By the words of their paths, plurals folded; none for words that several paths have.
    stems: HashMap<Vec<String>, Option<NodeIx>>,
    /// The share of the filed products whose category the other titles find again; none where there are too few.
    pub(super) agreement: Option<f64>,
}

impl<'a> Filing<'a> {
    pub(super) fn learn(tree: &'a Tree, filed: &[Filed<'_>]) -> Result<Self, ReviewError> {
        let example = |filed: &Filed<'_>| TitleExample {
            title: filed.title.to_owned(),
            category_id: tree.taxonomy.id(filed.node).to_owned(),
        };
        let train = |examples: Vec<TitleExample>| {
            let worded = examples.iter().any(|example| !norm(&example.title).is_empty());
            worded.then(|| TitleClassifier::train(&examples, TitleMethod::NaiveBayes, ALPHA)).transpose()
        };
        let failed = || ReviewError::of_section("categories by title");
        let of_part = |part: usize| {
            let others = filed.iter().enumerate().filter(|(at, _)| at.checked_rem(PARTS) != Some(part));
            train(others.map(|(_, filed)| example(filed)).collect())
        };
        let mut titles: HashMap<NodeIx, usize> = HashMap::new();
        for filed in filed {
            let count = titles.entry(filed.node).or_default();
            *count = count.saturating_add(1);
        }
        let rule = |node: NodeIx| TitleRule {
            category_id: tree.taxonomy.id(node).to_owned(),
            any_of: phrases(tree.taxonomy.name(node)),
            ..TitleRule::default()
        };
        let rules: Vec<TitleRule> = tree.taxonomy.nodes().map(rule).filter(|rule| !rule.any_of.is_empty()).collect();
        let target = |node: NodeIx| MappingTarget { id: tree.taxonomy.id(node).to_owned(), path: tree.names(node) };
        let targets: Vec<MappingTarget> = tree.taxonomy.nodes().map(target).collect();
        let paths = (!targets.is_empty()).then(|| MappingSuggester::new(&targets, SuggestMethod::CosineAndLevels));
        let mut stems: HashMap<Vec<String>, Option<NodeIx>> = HashMap::with_capacity(targets.len());
        for (target, node) in targets.iter().zip(tree.taxonomy.nodes()) {
            stems.entry(self::stems(&target.path)).and_modify(|found| *found = None).or_insert(Some(node));
        }
        let mut filing = Self {
            tree,
            names: (!rules.is_empty()).then(|| RuleClassifier::compile(&rules)).transpose().map_err(failed())?,
            parts: (0..PARTS).map(of_part).collect::<Result<_, _>>().map_err(failed())?,
            whole: train(filed.iter().map(example).collect()).map_err(failed())?,
            titles,
            paths: paths.transpose().map_err(failed())?,
            stems,
            verdicts: Vec::new(),
            agreement: None,
        };
        filing.verdicts = filed.iter().enumerate().map(|(at, filed)| filing.verdict(at, filed)).collect();
        let judged = || filed.iter().zip(&filing.verdicts).filter_map(|(filed, verdict)| Some((filed, (*verdict)?)));
        let agreed = judged().filter(|(filed, verdict)| tree.on_one_path(verdict.best, filed.node)).count();
        filing.agreement = (judged().count() >= LEAST_TITLES).then(|| agreed as f64 / judged().count() as f64);
        Ok(filing)
    }

    /// Are the titles to be believed?
    pub(super) fn believes_titles(&self) -> bool {
        self.agreement.is_some_and(|agreement| agreement >= LEAST_AGREEMENT)
    }

    fn titles_of(&self, node: NodeIx) -> usize {
        self.titles.get(&node).copied().unwrap_or(0)
    }

    /// What the titles of the other parts say of the `at`th filed product; nothing where they know none of its words.
    fn verdict(&self, at: usize, filed: &Filed<'_>) -> Option<Verdict> {
        let classifier = self.parts.get(at.checked_rem(PARTS)?)?.as_ref()?;
        let answer = classifier.classify(filed.title, PARTS);
        let first = answer.predictions.first().filter(|_| answer.known_tokens > 0)?;
        let best = self.tree.taxonomy.node(&first.category_id)?;
        let own = self.tree.taxonomy.id(filed.node);
        // where its own is not among the first, it is at most as likely as the last of them
        let own = answer.predictions.iter().find(|found| found.category_id == own).or(answer.predictions.last())?;
        let frequency = self.titles_of(filed.node) as f64 / self.titles_of(best).max(1) as f64;
        Some(Verdict { best, ratio: first.probability / own.probability.max(f64::MIN_POSITIVE) * frequency })
    }

    /// The categories whose name the title holds; and of those with the longest name the ones that are above none of the others.
    fn named(&self, title: &str) -> Result<(Vec<NodeIx>, Vec<NodeIx>), ReviewError> {
        let Some(names) = &self.names else { return Ok(Default::default()) };
        let matches = names.classify(title, usize::MAX).map_err(ReviewError::of_section("categories by name"))?;
        let node = |id: &str| self.tree.taxonomy.node(id);
        let all: Vec<NodeIx> = matches.iter().filter_map(|found| node(&found.category_id)).collect();
        let most = matches.first().map_or(0.0, |found| found.score);
        let longest: Vec<NodeIx> =
            matches.iter().filter(|found| found.score >= most).filter_map(|found| node(&found.category_id)).collect();
        let above_another = |a: &NodeIx| longest.iter().any(|b| self.tree.taxonomy.is_ancestor(*a, *b));
        let lowest = longest.iter().copied().filter(|node| !above_another(node)).collect();
        Ok((all, lowest))
    }

    /// Another category for the `at`th filed product, on another branch or below its own.
    pub(super) fn elsewhere(&self, at: usize, filed: &Filed<'_>) -> Result<Option<Proposal>, ReviewError> {
        let tree = self.tree;
        let own = filed.node;
        let (all, lowest) = self.named(filed.title)?;
        // what names its own category stays there, or goes further down
        let names_own = all.contains(&own);
        let may_go = |node: &NodeIx| {
            let below = tree.taxonomy.is_ancestor(own, *node);
            below || (!names_own && *node != own && !tree.taxonomy.is_ancestor(*node, own))
        };
        let name = only_one(&lowest).filter(may_go);
        let verdict = self.verdicts.get(at).copied().flatten().filter(|_| self.believes_titles());
        let stays = verdict.is_some_and(|verdict| tree.on_one_path(verdict.best, own));
        let learnt = verdict
            .filter(|verdict| verdict.ratio >= LEAST_RATIO && self.titles_of(verdict.best) >= LEAST_TITLES)
            .map(|verdict| verdict.best)
            .filter(may_go);
        let name = name.filter(|node| learnt.is_some() || !stays || tree.taxonomy.is_ancestor(own, *node));
        Ok(self.agreed(name, learnt))
    }

    /// What name and titles say together; nothing where they contradict each other.
    fn agreed(&self, name: Option<NodeIx>, learnt: Option<NodeIx>) -> Option<Proposal> {
        let depth = |node: NodeIx| self.tree.taxonomy.depth(node);
        match (name, learnt) {
            (Some(a), Some(b)) if self.tree.on_one_path(a, b) => {
                Some(Proposal { node: if depth(a) >= depth(b) { a } else { b }, basis: Basis::NameAndTitles })
            }
            (Some(node), None) => Some(Proposal { node, basis: Basis::Name }),
            (None, Some(node)) => Some(Proposal { node, basis: Basis::Titles }),
            _ => None,
        }
    }

    /// A category for a product without one that exists: by the path that was written, else by its title.
    pub(super) fn somewhere(&self, written: &[String], title: Option<&str>) -> Result<Option<Proposal>, ReviewError> {
        let like = |text: &String| {
            let path: Vec<String> = segments(text).map(str::to_owned).collect();
            if let Some(same) = self.stems.get(&stems(&path)) {
                return *same;
            }
            let found = self.paths.as_ref()?.suggest(&path, 2, LEAST_LIKENESS);
            // of two that are as like none is meant
            match found.as_slice() {
                [first] => self.tree.taxonomy.node(&first.id),
                [first, second] if first.score > second.score => self.tree.taxonomy.node(&first.id),
                _ => None,
            }
        };
        if let Some(node) = written.iter().find_map(like) {
            return Ok(Some(Proposal { node, basis: Basis::Path }));
        }
        let Some(title) = title else { return Ok(None) };
        let name = only_one(&self.named(title)?.1);
        let answer = self.whole.as_ref().filter(|_| self.believes_titles()).map(|whole| whole.classify(title, 1));
        let known = answer.filter(|answer| answer.known_tokens > 0);
        let first = known.as_ref().and_then(|answer| answer.predictions.first());
        let learnt = first
            .filter(|first| first.probability >= LEAST_PROBABILITY)
            .and_then(|first| self.tree.taxonomy.node(&first.category_id))
            .filter(|node| self.titles_of(*node) >= LEAST_TITLES);
        Ok(self.agreed(name, learnt))
    }
}

/// The one category that a title names; nothing where it names several.
const fn only_one(lowest: &[NodeIx]) -> Option<NodeIx> {
    match lowest {
        [one] => Some(*one),
        _ => None,
    }
}

/// The words of the names of a path, plurals folded.
fn stems(path: &[String]) -> Vec<String> {
    path.iter().map(|name| tokens(name, Stem::S).join(" ")).collect()
}

/// What a title may hold of the name of a category: of "Bowls & Dishes" each.
fn phrases(name: &str) -> Vec<String> {
    let folded = name.replace(" and ", ",").replace(" or ", ",");
    let parts = folded.split([',', '&', '/']).map(str::trim);
    parts.filter(|part| !norm(part).is_empty()).map(str::to_owned).collect()
}
