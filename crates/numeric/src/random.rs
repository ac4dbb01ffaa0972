//! Which random number comes i-th in stream s of seed k, on any machine and for any number of threads?
//!
//! A [`Stream`] is a pure function of (seed, stream, index): the generator is Philox4x32-10, which encrypts a counter and
//! keeps no other state. Give every store, article or simulation run its own stream number, and its numbers do not
//! depend on which thread draws them or on what the others draw. Under one seed there are 2^64 streams of 2^64 words.
//!
//! Word `i` is half of block `i/2`: key = seed, counter = (block, stream), each as two 32-bit words, low word first.
//!
//! Source: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11;
//! the block function is the `rand_philox` crate's, checked here against the vectors published with Random123.
//!
//! [`Stream::uniform`], [`Stream::normal`] and [`Stream::exponential`] use one word each; the other variates use as many
//! as they need. Not for secrets.

use core::num::NonZeroU64;

use rand_philox::philox4x32_10;

use crate::Error;
use crate::distribution::{Beta, Gamma, NegativeBinomial, Poisson, standard_score};
use crate::error::{probability, require};

/// A sequence of random words that any index can be read from.
///
/// ```
/// use mercato_numeric::random::Stream;
///
/// let mut run = Stream::new(2024, 7);
/// let first = run.next_u64();
/// let second = run.next_u64();
/// // Random access gives the same words.
/// assert_eq!(Stream::new(2024, 7).at(1), second);
/// assert_ne!(Stream::new(2024, 8).at(0), first);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    seed: u64,
    number: u64,
    index: u64,
    /// Number and words of the block read last.
    block: Option<(u64, [u64; 2])>,
}

impl Stream {
    /// Stream number `stream` of `seed`, at its first word. All values are equally good.
    #[must_use]
    pub const fn new(seed: u64, stream: u64) -> Self {
        Self { seed, number: stream, index: 0, block: None }
    }

    /// Word `index` of the stream, wherever the sequence stands.
    #[must_use]
    pub fn at(&self, index: u64) -> u64 {
        let [even, odd] = self.words(index >> 1);
        if index & 1 == 0 { even } else { odd }
    }

    /// Index of the word that comes next.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// Goes to word `index`.
    pub fn seek(&mut self, index: u64) {
        self.index = index;
    }

    /// The two words of a block.
    fn words(&self, block: u64) -> [u64; 2] {
        let [block_low, block_high] = halves(block);
        let [stream_low, stream_high] = halves(self.number);
        let [a, b, c, d] = philox4x32_10([block_low, block_high, stream_low, stream_high], halves(self.seed));
        [joined(a, b), joined(c, d)]
    }

    /// The next word, 64 random bits. After word 2^64 - 1 comes word 0 again.
    pub fn next_u64(&mut self) -> u64 {
        let number = self.index >> 1;
        let [even, odd] = match self.block {
            Some((held, words)) if held == number => words,
            _ => {
                let words = self.words(number);
                self.block = Some((number, words));
                words
            }
        };
        let word = if self.index & 1 == 0 { even } else { odd };
        self.index = self.index.wrapping_add(1);
        word
    }

    /// Uniform on \[0, 1): a multiple of 2^-53.
    ///
    /// ```
    /// use mercato_numeric::random::Stream;
    ///
    /// let u = Stream::new(1, 1).uniform();
    /// assert!((0.0..1.0).contains(&u));
    /// ```
    pub fn uniform(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Uniform on (0, 1): an odd multiple of 2^-53, so that logarithms and quantiles of it are finite.
    pub fn uniform_open(&mut self) -> f64 {
        ((self.next_u64() >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
    }

    /// Standard normal variate by inversion (Wichura's AS 241): one word, and increasing in it.
    pub fn normal(&mut self) -> f64 {
        standard_score(self.uniform_open())
    }

    /// Exponential variate with mean 1 by inversion: one word, and increasing in it.
    pub fn exponential(&mut self) -> f64 {
        -libm::log1p(-self.uniform_open())
    }

    /// Whole number uniform on 0 … n - 1, without bias.
    ///
    /// Source: D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019) 3.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `n` is 0.
    ///
    /// ```
    /// use mercato_numeric::random::Stream;
    ///
    /// let mut dice = Stream::new(42, 0);
    /// assert!((0..100).all(|_| dice.below(6).is_ok_and(|face| face < 6)));
    /// assert!(dice.below(0).is_err());
    /// ```
    pub fn below(&mut self, n: u64) -> Result<u64, Error> {
        match NonZeroU64::new(n) {
            Some(n) => Ok(self.bounded(n)),
            None => Err(Error::InvalidParameter { name: "n", value: 0.0, requirement: "at least 1" }),
        }
    }

    fn bounded(&mut self, n: NonZeroU64) -> u64 {
        // 2^64 mod n: products whose low word is below it belong to the incomplete last round.
        let surplus = n.get().wrapping_neg() % n;
        loop {
            let product = u128::from(self.next_u64()).wrapping_mul(u128::from(n.get()));
            let [high, low] =
                [product >> 64, product & u128::from(u64::MAX)].map(|half| u64::try_from(half).unwrap_or(0));
            if low >= surplus {
                return high;
            }
        }
    }

    /// Puts a slice in random order, every order equally likely.
    ///
    /// Source: R. Durstenfeld, algorithm 235, Comm. ACM 7 (1964) 420.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let chosen = u64::try_from(last)
                .ok()
                .and_then(|last| NonZeroU64::new(last.saturating_add(1)))
                .and_then(|count| usize::try_from(self.bounded(count)).ok());
            if let Some(chosen) = chosen {
                items.swap(last, chosen);
            }
        }
    }

    /// True with probability `p`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `p` is not in \[0, 1\].
    pub fn bernoulli(&mut self, p: f64) -> Result<bool, Error> {
        let p = probability("p", p)?;
        Ok(self.uniform() < p)
    }

    /// Variate of a gamma distribution.
    ///
    /// Source: G. Marsaglia and W. W. Tsang, ACM TOMS 26 (2000) 363-372, with their section 6 for a shape below 1.
    pub fn gamma(&mut self, distribution: &Gamma) -> f64 {
        distribution.scale() * self.standard_gamma(distribution.shape())
    }

    fn standard_gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let larger = self.standard_gamma(shape + 1.0);
            return larger * libm::exp(libm::log(self.uniform_open()) / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let z = self.normal();
            let root = 1.0 + c * z;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            if libm::log(self.uniform_open()) < 0.5 * z * z + d * (1.0 - v + libm::log(v)) {
                return d * v;
            }
        }
    }

    /// Variate of a beta distribution, as `X / (X + Y)` of two gamma variates.
    ///
    /// Where both underflow (shapes far below 1) it is 1 with probability a/(a+b), else 0: the law's limit.
    pub fn beta(&mut self, distribution: &Beta) -> f64 {
        self.beta_of(distribution.a(), distribution.b())
    }

    fn beta_of(&mut self, a: f64, b: f64) -> f64 {
        let (x, y) = (self.standard_gamma(a), self.standard_gamma(b));
        if x + y > 0.0 {
            x / (x + y)
        } else {
            // As the shapes vanish the law tends to 0 or 1 with mean a/(a+b).
            f64::from(u8::from(self.uniform() < a / (a + b)))
        }
    }

    /// Variate of a Poisson distribution.
    ///
    /// Exact up to `f64` rounding of the probabilities: a mean above 30 is cut down by gamma waiting times, then the count
    /// is searched from 0. Time grows with the logarithm of the mean.
    ///
    /// Source: J. H. Ahrens and U. Dieter, "Computer methods for sampling from gamma, beta, Poisson and binomial
    /// distributions", Computing 12 (1974) 223-246, section 5.
    pub fn poisson(&mut self, distribution: &Poisson) -> u64 {
        let mut mean = distribution.mean();
        let mut count = 0_u64;
        while mean > 30.0 {
            // The m-th event happens at a gamma time; whole events after or before it are binomial.
            let events = (0.875 * mean).floor();
            let time = self.standard_gamma(events);
            let events = whole(events);
            if time > mean {
                let more = self.binomial_of(events.saturating_sub(1), mean / time);
                return count.saturating_add(more);
            }
            count = count.saturating_add(events);
            mean -= time;
        }
        let target = self.uniform();
        let mut mass = libm::exp(-mean);
        let mut below = mass;
        let mut k = 0.0;
        // The bound stops the search where rounding keeps the sum under the target: mass 1e-17 lies beyond it.
        while below <= target && k < 150.0 {
            k += 1.0;
            mass *= mean / k;
            below += mass;
        }
        count.saturating_add(whole(k))
    }

    /// Variate of a negative binomial distribution: a Poisson count whose mean is gamma distributed.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if the gamma variate exceeds the range of `f64`.
    pub fn negative_binomial(&mut self, distribution: &NegativeBinomial) -> Result<u64, Error> {
        let scale = (1.0 - distribution.p()) / distribution.p();
        let mean = scale * self.standard_gamma(distribution.r());
        Ok(self.poisson(&Poisson::new(mean)?))
    }

    /// Number of successes in `n` trials of probability `p`.
    ///
    /// The trials are halved by the beta-distributed position of their middle one until few are left, which are then
    /// thrown one by one. Time grows with the logarithm of `n`.
    ///
    /// Source: Ahrens and Dieter (1974), section 6.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `p` is not in \[0, 1\], or `n` exceeds 2^53.
    pub fn binomial(&mut self, n: u64, p: f64) -> Result<u64, Error> {
        let p = probability("p", p)?;
        require("n", n as f64, n <= 9_007_199_254_740_992, "at most 2^53")?;
        Ok(self.binomial_of(n, p))
    }

    fn binomial_of(&mut self, mut n: u64, mut p: f64) -> u64 {
        let mut successes = 0_u64;
        while n > 16 {
            // Of n uniform positions the i-th smallest is beta(i, n+1-i).
            let i = (n >> 1).saturating_add(1);
            let rest = n.saturating_sub(i);
            let position = self.beta_of(i as f64, rest as f64 + 1.0);
            if position <= p {
                successes = successes.saturating_add(i);
                n = rest;
                p = ((p - position) / (1.0 - position)).clamp(0.0, 1.0);
            } else {
                n = i.saturating_sub(1);
                p = (p / position).min(1.0);
            }
        }
        for _ in 0..n {
            successes = successes.saturating_add(u64::from(self.uniform() < p));
        }
        successes
    }
}

/// Low and high half of a word.
fn halves(word: u64) -> [u32; 2] {
    [word & 0xffff_ffff, word >> 32].map(|half| u32::try_from(half).unwrap_or(0))
}

fn joined(low: u32, high: u32) -> u64 {
    u64::from(low) | (u64::from(high) << 32)
}

/// A whole `f64` in 0 … 2^63 as an integer.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float-to-integer cast saturates")]
fn whole(count: f64) -> u64 {
    count as u64
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation, reason = "small counts of a test")]
mod tests {
    use super::*;
    use crate::distribution::{ChiSquared, Normal};

    #[test]
    fn block_function_gives_the_published_vectors() {
        // Random123 1.14, tests/kat_vectors, "philox4x32 10".
        let published = [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, output) in published {
            assert_eq!(philox4x32_10(counter, key), output);
        }
    }

    #[test]
    fn words_are_laid_out_as_documented() {
        let zero = Stream::new(0, 0);
        assert_eq!(zero.at(0), 0xe169_c58d_6627_e8d5);
        assert_eq!(zero.at(1), 0x9b00_dbd8_bc57_ac4c);
        let other = Stream::new(0x299f_31d0_a409_3822, 0x0370_7344_1319_8a2e);
        assert_eq!(other.words(0x85a3_08d3_243f_6a88), [0x94fd_cceb_d16c_fe09, 0x2412_6ea1_5001_e420]);
        let mut all = Stream::new(u64::MAX, u64::MAX);
        all.seek(u64::MAX);
        assert_eq!(all.next_u64(), all.at(u64::MAX));
        assert_eq!(all.next_u64(), all.at(0));
    }

    #[test]
    fn sequence_and_random_access_agree() {
        let mut run = Stream::new(99, 3);
        for i in 0..1000 {
            assert_eq!(run.next_u64(), Stream::new(99, 3).at(i));
        }
        run.seek(501);
        assert_eq!(run.next_u64(), run.at(501));
        assert_eq!(run.index(), 502);
    }

    /// The p-value of counts in cells of equal probability.
    fn goodness(counts: &[u32]) -> f64 {
        let total: u32 = counts.iter().sum();
        let expected = f64::from(total) / counts.len() as f64;
        let statistic: f64 =
            counts.iter().map(|&n| (f64::from(n) - expected) * (f64::from(n) - expected) / expected).sum();
        ChiSquared::new(counts.len() as f64 - 1.0).unwrap().sf(statistic)
    }

    /// The p-value of a sample by the cells its cdf values fall into.
    fn uniformity(values: impl Iterator<Item = f64>) -> f64 {
        let mut counts = [0_u32; 50];
        for u in values {
            counts[whole(u * 50.0).min(49) as usize] += 1;
        }
        goodness(&counts)
    }

    #[test]
    fn continuous_variates_follow_their_distributions() {
        let mut s = Stream::new(12345, 1);
        let n = 100_000;
        let normal = Normal::standard();
        let p = [
            uniformity((0..n).map(|_| s.uniform())),
            uniformity((0..n).map(|_| s.uniform_open())),
            uniformity((0..n).map(|_| normal.cdf(s.normal()))),
            uniformity((0..n).map(|_| -libm::expm1(-s.exponential()))),
        ];
        assert!(p.iter().all(|&p| p > 1e-3), "{p:?}");
        for shape in [0.05, 0.7, 1.0, 4.2, 3000.0] {
            let gamma = Gamma::new(shape, 2.5).unwrap();
            let p = uniformity((0..n).map(|_| gamma.cdf(s.gamma(&gamma))));
            assert!(p > 1e-3, "gamma {shape}: {p}");
        }
        for (a, b) in [(0.4, 0.6), (2.0, 5.0), (80.0, 3.0)] {
            let beta = Beta::new(a, b).unwrap();
            let p = uniformity((0..n).map(|_| beta.cdf(s.beta(&beta))));
            assert!(p > 1e-3, "beta {a} {b}: {p}");
        }
    }

    /// A count is spread over its jump of the cdf, so that it becomes uniform if and only if its law is right.
    fn spread(s: &mut Stream, cdf: impl Fn(f64) -> f64, k: u64) -> f64 {
        let k = k as f64;
        let (before, after) = (cdf(k - 1.0), cdf(k));
        before + s.uniform() * (after - before)
    }

    #[test]
    fn counts_follow_their_distributions() {
        let mut s = Stream::new(6789, 2);
        let n = 50_000;
        for mean in [0.0, 0.3, 7.0, 29.9, 30.1, 250.0, 1e6] {
            let poisson = Poisson::new(mean).unwrap();
            let p = uniformity((0..n).map(|_| {
                let k = s.poisson(&poisson);
                spread(&mut s, |k| poisson.cdf(k), k)
            }));
            assert!(p > 1e-3, "poisson {mean}: {p}");
        }
        for (r, p) in [(0.3, 0.2), (4.0, 0.5), (50.0, 0.01)] {
            let law = NegativeBinomial::new(r, p).unwrap();
            let p = uniformity((0..n).map(|_| {
                let k = s.negative_binomial(&law).unwrap();
                spread(&mut s, |k| law.cdf(k), k)
            }));
            assert!(p > 1e-3, "negative binomial {r}: {p}");
        }
        for (trials, chance) in [(1_u64, 0.3), (12, 0.5), (100, 0.03), (100_000, 0.7)] {
            // P(K <= k) = I_{1-p}(n-k, k+1)
            let cdf = |k: f64| {
                let left = trials as f64 - k;
                if k < 0.0 {
                    0.0
                } else if left <= 0.0 {
                    1.0
                } else {
                    crate::special::beta_inc_upper(k + 1.0, left, chance).unwrap()
                }
            };
            let p = uniformity((0..n).map(|_| {
                let k = s.binomial(trials, chance).unwrap();
                spread(&mut s, cdf, k)
            }));
            assert!(p > 1e-3, "binomial {trials} {chance}: {p}");
        }
        assert_eq!((s.binomial(40, 0.0).unwrap(), s.binomial(40, 1.0).unwrap()), (0, 40));
        assert!(s.binomial(4, 1.5).is_err() && s.bernoulli(f64::NAN).is_err());
    }

    #[test]
    fn whole_numbers_and_orders_are_unbiased() {
        let mut s = Stream::new(5, 5);
        let mut faces = [0_u32; 6];
        let mut orders = [0_u32; 24];
        for _ in 0..60_000 {
            faces[s.below(6).unwrap() as usize] += 1;
            let mut items = [0_usize, 1, 2, 3];
            s.shuffle(&mut items);
            // The order's rank in the factorial number system.
            let rank = |i: usize| items[i + 1..].iter().filter(|&&x| x < items[i]).count();
            orders[rank(0) * 6 + rank(1) * 2 + rank(2)] += 1;
        }
        assert!(goodness(&faces) > 1e-3 && goodness(&orders) > 1e-3);
        // Just over half the range: two in five words must be thrown away and none be folded.
        let n = (1 << 63) + (1 << 61);
        assert!((0..1000).all(|_| s.below(n).unwrap() < n));
        s.shuffle::<u8>(&mut []);
    }

    #[test]
    fn streams_and_seeds_do_not_repeat_each_other() {
        let mut words: Vec<u64> = (0..10)
            .flat_map(|k| (0..10).map(move |s| (k, s)))
            .flat_map(|(k, s)| (0..20).map(move |i| Stream::new(k, s).at(i)))
            .collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), 2000);
    }
}
