//! What does the shop know of its goods? The list of products, the tree, and what each category asks of its products.

mod attributes;
mod products;
mod taxonomy;

pub(super) use attributes::{Definitions, rule};
pub(super) use products::{Product, Products};
pub(super) use taxonomy::{Source, Tree, segments};

use super::policy::CataloguePolicy;
use crate::error::ReviewError;
use crate::files::Files;
use crate::policy::PolicyFile;

/// The files that the section reads.
pub(super) const FILES: &[&str] = &["products.csv", "taxonomy.txt", "taxonomy.csv", "taxonomy.json", "attributes.csv"];

/// What the files say.
#[derive(Debug)]
pub(super) struct CatalogueInputs {
    pub(super) products: Option<Products>,
    /// That of the file, else the one that the products' own categories make.
    pub(super) tree: Tree,
    pub(super) definitions: Option<Definitions>,
    pub(super) policy: CataloguePolicy,
}

impl CatalogueInputs {
    pub(super) fn read(files: &mut Files<'_>, policy: &PolicyFile<'_>) -> Result<Self, ReviewError> {
        let products = Products::read(files)?;
        let tree = match Tree::read(files)? {
            Some(tree) => tree,
            None => Tree::of_products(products.iter().flat_map(|products| &products.rows))?,
        };
        let definitions = Definitions::read(files, &tree)?;
        Ok(Self { products, tree, definitions, policy: CataloguePolicy::read(policy)? })
    }

    /// Is there anything to judge? A list of costs is no catalogue.
    pub(super) fn any(&self) -> bool {
        let told = |product: &Product| {
            product.title.is_some()
                || !product.categories.is_empty()
                || !product.tags.is_empty()
                || !product.attributes.is_empty()
        };
        let products = self.products.as_ref();
        products.is_some_and(|products| self.tree.source != Source::Products || products.rows.iter().any(told))
    }
}
