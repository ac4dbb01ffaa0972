//! What solves a small dense system, a least-squares problem, a symmetric eigenproblem?
//!
//! | method | answers | source (Golub and Van Loan, "Matrix Computations", 4th ed. 2013) |
//! |---|---|---|
//! | [`Matrix::lu`] | square systems, determinant, inverse | algorithm 3.4.1, row-scaled partial pivoting |
//! | [`Matrix::cholesky`] | symmetric positive definite systems, `ln det` | algorithm 4.2.1 |
//! | [`Matrix::symmetric_eigen`] | eigenvalues and vectors | algorithm 8.5.3, cyclic Jacobi |
//! | [`Matrix::least_squares`] | overdetermined systems of full rank | algorithm 5.3.2, Householder QR |
//!
//! For matrices up to a few hundred rows: plain loops in a fixed order, so that the bits are the same everywhere (a
//! library that picks a fused multiply-add or a vector width by the processor gives others on another machine).

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_range_loop,
    reason = "indices run below dimensions that are checked on entry, and the formulas of the sources are stated in them"
)]

use crate::Error;
use crate::sum::Sum;

/// A dense matrix, stored row by row; never without rows or columns, and every entry finite.
///
/// ```
/// use mercato_numeric::linalg::Matrix;
///
/// let a = Matrix::from_rows(&[[2.0, 1.0], [1.0, 3.0]])?;
/// assert_eq!(a.lu()?.solve(&[3.0, 5.0])?, [0.8, 1.4]);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    data: Vec<f64>,
}

impl Matrix {
    /// The matrix with these rows.
    ///
    /// # Errors
    ///
    /// [`Error::DimensionMismatch`] if there is no row or no column, or a row's length differs from the first's;
    /// [`Error::InvalidParameter`] if an entry is not finite.
    pub fn from_rows<R: AsRef<[f64]>>(rows: &[R]) -> Result<Self, Error> {
        let columns = rows.first().map_or(0, |row| row.as_ref().len());
        if columns == 0 {
            return Err(Error::DimensionMismatch { name: "rows", expected: 1, actual: 0 });
        }
        let mut data = Vec::new();
        for row in rows {
            let row = row.as_ref();
            expect_length("rows", columns, row.len())?;
            for &entry in row {
                data.push(crate::error::finite("rows", entry)?);
            }
        }
        Ok(Self { rows: rows.len(), columns, data })
    }

    fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, data: vec![0.0; rows * columns] }
    }

    fn identity(size: usize) -> Self {
        let mut matrix = Self::zeros(size, size);
        for i in 0..size {
            matrix.set(i, i, 1.0);
        }
        matrix
    }

    /// Number of rows.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// The entry in row `i` and column `j`, counted from zero, if it exists.
    #[must_use]
    pub fn get(&self, i: usize, j: usize) -> Option<f64> {
        (i < self.rows && j < self.columns).then(|| self.at(i, j))
    }

    fn at(&self, i: usize, j: usize) -> f64 {
        self.data[i * self.columns + j]
    }

    fn set(&mut self, i: usize, j: usize, value: f64) {
        self.data[i * self.columns + j] = value;
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.data[i * self.columns..(i + 1) * self.columns]
    }

    fn swap_rows(&mut self, i: usize, k: usize) {
        for j in 0..self.columns {
            self.data.swap(i * self.columns + j, k * self.columns + j);
        }
    }

    /// The transposed matrix.
    #[must_use]
    pub fn transpose(&self) -> Self {
        let mut transposed = Self::zeros(self.columns, self.rows);
        for i in 0..self.rows {
            for j in 0..self.columns {
                transposed.set(j, i, self.at(i, j));
            }
        }
        transposed
    }

    /// The product with a vector, each entry a compensated sum.
    ///
    /// # Errors
    ///
    /// [`Error::DimensionMismatch`] if the vector is not as long as the matrix is wide; [`Error::InvalidParameter`] if an
    /// entry of the product exceeds the range of `f64`.
    pub fn multiply_vector(&self, x: &[f64]) -> Result<Vec<f64>, Error> {
        expect_length("x", self.columns, x.len())?;
        let product = (0..self.rows).map(|i| crate::sum::dot(self.row(i), x)).collect::<Result<_, _>>()?;
        finite_answer("product", product)
    }

    /// The product with another matrix.
    ///
    /// # Errors
    ///
    /// [`Error::DimensionMismatch`] if the other has not as many rows as this has columns; [`Error::InvalidParameter`] if an
    /// entry of the product exceeds the range of `f64`.
    pub fn multiply(&self, other: &Self) -> Result<Self, Error> {
        expect_length("other", self.columns, other.rows)?;
        let mut product = Self::zeros(self.rows, other.columns);
        for i in 0..self.rows {
            for j in 0..other.columns {
                let total: Sum = (0..self.columns).map(|k| self.at(i, k) * other.at(k, j)).collect();
                product.set(i, j, total.value());
            }
        }
        product.data = finite_answer("product", product.data)?;
        Ok(product)
    }

    fn expect_square(&self) -> Result<usize, Error> {
        expect_length("columns", self.rows, self.columns)?;
        Ok(self.rows)
    }

    fn expect_symmetric(&self) -> Result<usize, Error> {
        let n = self.expect_square()?;
        for i in 0..n {
            for j in 0..i {
                let (lower, upper) = (self.at(i, j), self.at(j, i));
                let scale = lower.abs().max(upper.abs());
                crate::error::require(
                    "matrix",
                    lower - upper,
                    (lower - upper).abs() <= 1e-12 * scale,
                    "symmetric: the value is a difference between mirrored entries",
                )?;
            }
        }
        Ok(n)
    }

    /// The triangular factors of a square matrix, rows exchanged for stability. Time n³/3 multiplications.
    ///
    /// # Errors
    ///
    /// [`Error::DimensionMismatch`] if the matrix is not square; [`Error::SingularMatrix`] if a pivot is below `n · 2.2e-16`
    /// of the largest entry of its row.
    pub fn lu(&self) -> Result<Lu, Error> {
        let n = self.expect_square()?;
        let mut factors = self.clone();
        let mut order: Vec<usize> = (0..n).collect();
        let mut scale: Vec<f64> = (0..n).map(|i| largest(self.row(i))).collect();
        let mut odd = false;
        for k in 0..n {
            let weight = |i: usize| factors.at(i, k).abs() / scale[i];
            let mut pivot = k;
            for i in k..n {
                // An all-zero row has weight NaN and is found when it is the only one left.
                if weight(i) > weight(pivot) || weight(pivot).is_nan() {
                    pivot = i;
                }
            }
            let strength = weight(pivot);
            if strength.is_nan() || strength <= n as f64 * f64::EPSILON {
                return Err(Error::SingularMatrix { pivot: k, defect: "singular" });
            }
            if pivot != k {
                factors.swap_rows(pivot, k);
                order.swap(pivot, k);
                scale.swap(pivot, k);
                odd = !odd;
            }
            for i in k + 1..n {
                let factor = factors.at(i, k) / factors.at(k, k);
                factors.set(i, k, factor);
                for j in k + 1..n {
                    factors.set(i, j, factors.at(i, j) - factor * factors.at(k, j));
                }
            }
        }
        Ok(Lu { factors, order, odd })
    }

    /// The factor `L` of a symmetric positive definite matrix, `A = L Lᵀ`. Time n³/6 multiplications.
    ///
    /// # Errors
    ///
    /// [`Error::DimensionMismatch`] if the matrix is not square; [`Error::InvalidParameter`] if it is not symmetric (to
    /// 1e-12 of the entries); [`Error::SingularMatrix`] if it is not positive definite.
    pub fn cholesky(&self) -> Result<Cholesky, Error> {
        let n = self.expect_symmetric()?;
        let mut factor = Self::zeros(n, n);
        for j in 0..n {
            for i in j..n {
                let mut rest = self.at(i, j);
                for k in 0..j {
                    rest -= factor.at(i, k) * factor.at(j, k);
                }
                if i > j {
                    factor.set(i, j, rest / factor.at(j, j));
                } else if rest > n as f64 * f64::EPSILON * self.at(j, j) {
                    factor.set(j, j, rest.sqrt());
                } else {
                    return Err(Error::SingularMatrix { pivot: j, defect: "not positive definite" });
                }
            }
        }
        Ok(Cholesky { factor })
    }

    /// Eigenvalues, largest first, and orthonormal eigenvectors of a symmetric matrix.
    ///
    /// Each vector's largest entry (the first of equals) is positive, so that the answer is unique for distinct values.
    ///
    /// # Errors
    ///
    /// [`Error::DimensionMismatch`] if the matrix is not square; [`Error::InvalidParameter`] if it is not symmetric (to
    /// 1e-12 of the entries); [`Error::NoConvergence`] is not known to occur.
    ///
    /// ```
    /// use mercato_numeric::linalg::Matrix;
    ///
    /// let eigen = Matrix::from_rows(&[[2.0, 1.0], [1.0, 2.0]])?.symmetric_eigen()?;
    /// assert!((eigen.values[0] - 3.0).abs() < 1e-15 && (eigen.values[1] - 1.0).abs() < 1e-15);
    /// # Ok::<(), mercato_numeric::Error>(())
    /// ```
    pub fn symmetric_eigen(&self) -> Result<SymmetricEigen, Error> {
        const SWEEPS: usize = 60;
        let n = self.expect_symmetric()?;
        let mut a = self.clone();
        let mut vectors = Self::identity(n);
        let total: Sum = self.data.iter().map(|x| x * x).collect();
        let mut sweep = 0;
        loop {
            let mut off = Sum::new();
            for i in 0..n {
                off.extend((0..i).map(|j| a.at(i, j) * a.at(i, j)));
            }
            // Convergence is quadratic: this is one sweep before the off-diagonal part vanishes in rounding.
            if off.value() <= 1e-34 * total.value() {
                break;
            }
            if sweep == SWEEPS {
                let best = (0..n).map(|i| a.at(i, i)).collect();
                return Err(Error::NoConvergence { what: "Jacobi's eigenvalue method", best, iterations: sweep });
            }
            sweep += 1;
            for p in 0..n {
                for q in p + 1..n {
                    rotate(&mut a, &mut vectors, p, q);
                }
            }
        }
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&i, &j| a.at(j, j).total_cmp(&a.at(i, i)));
        let values = order.iter().map(|&i| a.at(i, i)).collect();
        let mut sorted = Self::zeros(n, n);
        for (column, &i) in order.iter().enumerate() {
            let mut leading = 0.0_f64;
            for k in 0..n {
                if vectors.at(k, i).abs() > leading.abs() + 1e-12 {
                    leading = vectors.at(k, i);
                }
            }
            for k in 0..n {
                sorted.set(k, column, vectors.at(k, i) * leading.signum());
            }
        }
        Ok(SymmetricEigen { values, vectors: sorted })
    }

    /// The `x` with the least `‖A x - b‖₂`, for a matrix of full column rank with at least as many rows as columns.
    ///
    /// Orthogonal factors keep the accuracy that the normal equations would square away.
    ///
    /// # Errors
    ///
    /// [`Error::DimensionMismatch`] if there are fewer rows than columns, or `b` is not as long as the matrix is high;
    /// [`Error::SingularMatrix`] if a column is a combination of those before it, to working precision;
    /// [`Error::InvalidParameter`] if the solution exceeds the range of `f64` or `b` is not finite.
    ///
    /// ```
    /// use mercato_numeric::linalg::Matrix;
    ///
    /// // The line through (1, 1), (2, 2), (3, 2): y = 2/3 + x/2.
    /// let design = Matrix::from_rows(&[[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])?;
    /// let fit = design.least_squares(&[1.0, 2.0, 2.0])?;
    /// assert!((fit.solution[0] - 2.0 / 3.0).abs() < 1e-15 && (fit.solution[1] - 0.5).abs() < 1e-15);
    /// assert!((fit.residual_sum_of_squares - 1.0 / 6.0).abs() < 1e-15);
    /// # Ok::<(), mercato_numeric::Error>(())
    /// ```
    pub fn least_squares(&self, b: &[f64]) -> Result<LeastSquares, Error> {
        let (m, n) = (self.rows, self.columns);
        if m < n {
            return Err(Error::DimensionMismatch { name: "rows", expected: n, actual: m });
        }
        expect_length("b", m, b.len())?;
        let mut r = self.clone();
        let mut rhs = b.to_vec();
        for k in 0..n {
            let whole = norm((0..m).map(|i| self.at(i, k)));
            let below = norm((k..m).map(|i| r.at(i, k)));
            if below <= m as f64 * f64::EPSILON * whole {
                return Err(Error::SingularMatrix { pivot: k, defect: "rank deficient" });
            }
            // Reflector v = x ± ‖x‖ e₁, scaled by ‖x‖ so that its square cannot overflow.
            let diagonal = -libm::copysign(below, r.at(k, k));
            let v: Vec<f64> = (k..m).map(|i| (r.at(i, k) - if i == k { diagonal } else { 0.0 }) / below).collect();
            let square: Sum = v.iter().map(|x| x * x).collect();
            let factor = 2.0 / square.value();
            for j in k + 1..n {
                let along: Sum = (k..m).zip(&v).map(|(i, x)| x * r.at(i, j)).collect();
                for (i, x) in (k..m).zip(&v) {
                    r.set(i, j, r.at(i, j) - factor * along.value() * x);
                }
            }
            let along: Sum = rhs[k..].iter().zip(&v).map(|(y, x)| x * y).collect();
            for (y, x) in rhs[k..].iter_mut().zip(&v) {
                *y -= factor * along.value() * x;
            }
            r.set(k, k, diagonal);
        }
        let mut solution = vec![0.0; n];
        for i in (0..n).rev() {
            let known: Sum = (i + 1..n).map(|j| -r.at(i, j) * solution[j]).chain([rhs[i]]).collect();
            solution[i] = known.value() / r.at(i, i);
        }
        let solution = finite_answer("solution", solution)?;
        let residual: Sum = rhs[n..].iter().map(|x| x * x).collect();
        Ok(LeastSquares { solution, residual_sum_of_squares: residual.value() })
    }
}

/// One Jacobi rotation that zeroes the entry (p, q) (Golub and Van Loan, algorithm 8.5.1).
fn rotate(a: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    let off = a.at(p, q);
    if off.abs() <= 0.0 {
        return;
    }
    let tau = (a.at(q, q) - a.at(p, p)) / (2.0 * off);
    let t = libm::copysign(1.0, tau) / (tau.abs() + libm::hypot(1.0, tau));
    let c = 1.0 / libm::hypot(1.0, t);
    let s = t * c;
    for k in 0..a.rows {
        let (x, y) = (a.at(k, p), a.at(k, q));
        a.set(k, p, c * x - s * y);
        a.set(k, q, s * x + c * y);
    }
    for k in 0..a.rows {
        let (x, y) = (a.at(p, k), a.at(q, k));
        a.set(p, k, c * x - s * y);
        a.set(q, k, s * x + c * y);
        let (x, y) = (vectors.at(k, p), vectors.at(k, q));
        vectors.set(k, p, c * x - s * y);
        vectors.set(k, q, s * x + c * y);
    }
    a.set(p, q, 0.0);
    a.set(q, p, 0.0);
}

/// Triangular factors of a square matrix, from [`Matrix::lu`].
#[derive(Debug, Clone, PartialEq)]
pub struct Lu {
    factors: Matrix,
    order: Vec<usize>,
    odd: bool,
}

impl Lu {
    /// The solution of `A x = b`.
    ///
    /// # Errors
    ///
    /// [`Error::DimensionMismatch`] if `b` has another length than the matrix has rows; [`Error::InvalidParameter`] if the
    /// solution exceeds the range of `f64` or `b` is not finite.
    pub fn solve(&self, b: &[f64]) -> Result<Vec<f64>, Error> {
        let n = self.factors.rows;
        expect_length("b", n, b.len())?;
        let mut x: Vec<f64> = self.order.iter().map(|&i| b[i]).collect();
        for i in 0..n {
            let rest: Sum = (0..i).map(|j| -self.factors.at(i, j) * x[j]).chain([x[i]]).collect();
            x[i] = rest.value();
        }
        for i in (0..n).rev() {
            let rest: Sum = (i + 1..n).map(|j| -self.factors.at(i, j) * x[j]).chain([x[i]]).collect();
            x[i] = rest.value() / self.factors.at(i, i);
        }
        finite_answer("solution", x)
    }

    /// The determinant; it may overflow or underflow for large matrices.
    #[must_use]
    pub fn determinant(&self) -> f64 {
        let sign = if self.odd { -1.0 } else { 1.0 };
        (0..self.factors.rows).fold(sign, |product, i| product * self.factors.at(i, i))
    }

    /// The inverse. To solve a system, [`solve`](Self::solve) is faster and more accurate.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if an entry of the inverse exceeds the range of `f64`.
    pub fn inverse(&self) -> Result<Matrix, Error> {
        let n = self.factors.rows;
        let columns =
            (0..n).map(|j| self.solve(Matrix::identity(n).row(j))).collect::<Result<Vec<Vec<f64>>, Error>>()?;
        Ok(Matrix { rows: n, columns: n, data: columns.concat() }.transpose())
    }
}

/// The factor of a symmetric positive definite matrix, from [`Matrix::cholesky`].
#[derive(Debug, Clone, PartialEq)]
pub struct Cholesky {
    factor: Matrix,
}

impl Cholesky {
    /// The lower triangular factor `L`.
    #[must_use]
    pub const fn factor(&self) -> &Matrix {
        &self.factor
    }

    /// The solution of `A x = b`.
    ///
    /// # Errors
    ///
    /// [`Error::DimensionMismatch`] if `b` has another length than the matrix has rows; [`Error::InvalidParameter`] if the
    /// solution exceeds the range of `f64` or `b` is not finite.
    pub fn solve(&self, b: &[f64]) -> Result<Vec<f64>, Error> {
        let n = self.factor.rows;
        expect_length("b", n, b.len())?;
        let mut x = b.to_vec();
        for i in 0..n {
            let rest: Sum = (0..i).map(|j| -self.factor.at(i, j) * x[j]).chain([x[i]]).collect();
            x[i] = rest.value() / self.factor.at(i, i);
        }
        for i in (0..n).rev() {
            let rest: Sum = (i + 1..n).map(|j| -self.factor.at(j, i) * x[j]).chain([x[i]]).collect();
            x[i] = rest.value() / self.factor.at(i, i);
        }
        finite_answer("solution", x)
    }

    /// Natural logarithm of the determinant.
    #[must_use]
    pub fn ln_determinant(&self) -> f64 {
        let total: Sum = (0..self.factor.rows).map(|i| 2.0 * libm::log(self.factor.at(i, i))).collect();
        total.value()
    }
}

/// Eigenvalues and eigenvectors of a symmetric matrix, from [`Matrix::symmetric_eigen`].
#[derive(Debug, Clone, PartialEq)]
pub struct SymmetricEigen {
    /// Eigenvalues, largest first.
    pub values: Vec<f64>,
    /// Column `j` is the unit vector of `values[j]`.
    pub vectors: Matrix,
}

/// A least-squares fit, from [`Matrix::least_squares`].
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSquares {
    /// The coefficients, one a column.
    pub solution: Vec<f64>,
    /// `‖A x - b‖²`.
    pub residual_sum_of_squares: f64,
}

fn expect_length(name: &'static str, expected: usize, actual: usize) -> Result<(), Error> {
    if expected == actual { Ok(()) } else { Err(Error::DimensionMismatch { name, expected, actual }) }
}

/// The numbers, unless one has overflowed.
fn finite_answer(name: &'static str, numbers: Vec<f64>) -> Result<Vec<f64>, Error> {
    for &value in &numbers {
        crate::error::require(name, value, value.is_finite(), "within the range of f64")?;
    }
    Ok(numbers)
}

fn largest(numbers: &[f64]) -> f64 {
    numbers.iter().fold(0.0, |most, x| x.abs().max(most))
}

/// Euclidean norm without overflow.
fn norm(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    let scale = numbers.clone().fold(0.0_f64, |most, x| x.abs().max(most));
    if scale <= 0.0 {
        return 0.0;
    }
    let total: Sum = numbers.map(|x| (x / scale) * (x / scale)).collect();
    scale * total.value().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hilbert's matrix of size n, and the condition that grows like e^{3.5 n}.
    fn hilbert(n: u32) -> Matrix {
        let rows: Vec<Vec<f64>> =
            (0..n).map(|i| (0..n).map(|j| 1.0 / (f64::from(i) + f64::from(j) + 1.0)).collect()).collect();
        Matrix::from_rows(&rows).unwrap()
    }

    #[test]
    fn hilbert_of_size_five() {
        // det H5 = 1/266716800000; the inverse has whole entries, its corner is 25, its largest 179200.
        let lu = hilbert(5).lu().unwrap();
        assert!((lu.determinant() * 266_716_800_000.0 - 1.0).abs() < 1e-10);
        let inverse = lu.inverse().unwrap();
        assert!((inverse.get(0, 0).unwrap() - 25.0).abs() < 1e-8);
        assert!((inverse.get(3, 3).unwrap() - 179_200.0).abs() < 1e-5);
        let cholesky = hilbert(5).cholesky().unwrap();
        assert!((cholesky.ln_determinant() + libm::log(266_716_800_000.0)).abs() < 1e-10);
        let (x, y) = (cholesky.solve(&[1.0; 5]).unwrap(), lu.solve(&[1.0; 5]).unwrap());
        // The known solution for a right-hand side of ones is 5, -120, 630, -1120, 630.
        for (value, want) in x.iter().chain(&y).zip([5.0, -120.0, 630.0, -1120.0, 630.0].into_iter().cycle()) {
            assert!((value / want - 1.0).abs() < 1e-10, "{value} {want}");
        }
    }

    #[test]
    fn eigen_of_the_second_difference() {
        // The matrix (-1, 2, -1) of size n has eigenvalues 4 sin²(kπ / (2n+2)).
        let n = 7_u32;
        let entry = |i: u32, j: u32| {
            if i == j {
                2.0
            } else if i.abs_diff(j) == 1 {
                -1.0
            } else {
                0.0
            }
        };
        let rows: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect();
        let a = Matrix::from_rows(&rows).unwrap();
        let eigen = a.symmetric_eigen().unwrap();
        for (k, value) in (1..=n).rev().zip(&eigen.values) {
            let s = libm::sin(f64::from(k) * core::f64::consts::PI / 16.0);
            assert!((value - 4.0 * s * s).abs() < 1e-14);
        }
        // A V = V diag(values)
        let product = a.multiply(&eigen.vectors).unwrap();
        for i in 0..7 {
            for j in 0..7 {
                assert!((product.at(i, j) - eigen.vectors.at(i, j) * eigen.values[j]).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn longley() {
        // NIST StRD Longley: certified coefficients of a badly conditioned regression.
        let data = [
            [83.0, 234_289.0, 2_356.0, 1_590.0, 107_608.0, 1_947.0, 60_323.0],
            [88.5, 259_426.0, 2_325.0, 1_456.0, 108_632.0, 1_948.0, 61_122.0],
            [88.2, 258_054.0, 3_682.0, 1_616.0, 109_773.0, 1_949.0, 60_171.0],
            [89.5, 284_599.0, 3_351.0, 1_650.0, 110_929.0, 1_950.0, 61_187.0],
            [96.2, 328_975.0, 2_099.0, 3_099.0, 112_075.0, 1_951.0, 63_221.0],
            [98.1, 346_999.0, 1_932.0, 3_594.0, 113_270.0, 1_952.0, 63_639.0],
            [99.0, 365_385.0, 1_870.0, 3_547.0, 115_094.0, 1_953.0, 64_989.0],
            [100.0, 363_112.0, 3_578.0, 3_350.0, 116_219.0, 1_954.0, 63_761.0],
            [101.2, 397_469.0, 2_904.0, 3_048.0, 117_388.0, 1_955.0, 66_019.0],
            [104.6, 419_180.0, 2_822.0, 2_857.0, 118_734.0, 1_956.0, 67_857.0],
            [108.4, 442_769.0, 2_936.0, 2_798.0, 120_445.0, 1_957.0, 68_169.0],
            [110.8, 444_546.0, 4_681.0, 2_637.0, 121_950.0, 1_958.0, 66_513.0],
            [112.6, 482_704.0, 3_813.0, 2_552.0, 123_366.0, 1_959.0, 68_655.0],
            [114.2, 502_601.0, 3_931.0, 2_514.0, 125_368.0, 1_960.0, 69_564.0],
            [115.7, 518_173.0, 4_806.0, 2_572.0, 127_852.0, 1_961.0, 69_331.0],
            [116.9, 554_894.0, 4_007.0, 2_827.0, 130_081.0, 1_962.0, 70_551.0],
        ];
        let certified = [
            -3_482_258.634_595_82,
            15.061_872_271_373_3,
            -0.035_819_179_292_591_0,
            -2.020_229_803_816_83,
            -1.033_226_867_173_59,
            -0.051_104_105_653_580_7,
            1_829.151_464_613_55,
        ];
        let rows: Vec<Vec<f64>> = data.iter().map(|row| [&[1.0], &row[..6]].concat()).collect();
        let y: Vec<f64> = data.iter().map(|row| row[6]).collect();
        let fit = Matrix::from_rows(&rows).unwrap().least_squares(&y).unwrap();
        for (got, want) in fit.solution.iter().zip(certified) {
            assert!((got / want - 1.0).abs() < 1e-7, "{got} {want}");
        }
        assert!((fit.residual_sum_of_squares / 836_424.055_505_915 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn refuses_what_has_no_answer() {
        let singular = Matrix::from_rows(&[[0.1, 0.2], [0.3, 0.6]]).unwrap();
        assert_eq!(singular.lu(), Err(Error::SingularMatrix { pivot: 1, defect: "singular" }));
        assert!(matches!(singular.least_squares(&[1.0, 2.0]), Err(Error::SingularMatrix { .. })));
        let zero = Matrix::from_rows(&[[0.0, 0.0], [0.0, 1.0]]).unwrap();
        assert!(matches!(zero.lu(), Err(Error::SingularMatrix { .. })));
        assert!(matches!(zero.cholesky(), Err(Error::SingularMatrix { pivot: 0, .. })));
        let tiny = Matrix::from_rows(&[[1e-200]]).unwrap();
        assert!(matches!(tiny.lu().unwrap().solve(&[1e200]), Err(Error::InvalidParameter { name: "solution", .. })));
        // Badly scaled is not singular.
        let scaled = Matrix::from_rows(&[[1.0, 0.0], [0.0, 1e-200]]).unwrap();
        assert!((scaled.lu().unwrap().solve(&[1.0, 1e-200]).unwrap()[1] - 1.0).abs() < 1e-15);
        assert!(matches!(Matrix::from_rows::<[f64; 0]>(&[]), Err(Error::DimensionMismatch { .. })));
        assert!(matches!(Matrix::from_rows(&[vec![1.0], vec![1.0, 2.0]]), Err(Error::DimensionMismatch { .. })));
        assert!(matches!(Matrix::from_rows(&[[f64::NAN]]), Err(Error::InvalidParameter { .. })));
        let skew = Matrix::from_rows(&[[1.0, 2.0], [-2.0, 1.0]]).unwrap();
        assert_eq!(skew.symmetric_eigen().unwrap_err().code(), "invalid_argument");
    }
}
