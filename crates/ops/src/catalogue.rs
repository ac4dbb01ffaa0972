//! One operation: a pure function with its name, its documentation and its types, behind one call over bytes.

use crate::error::OpError;
use crate::finite::Finite;
use crate::strict;
use mercato_core::Coded;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An input of an operation and the output it gives; run as a test.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// The input, JSON.
    pub input: &'static str,
    /// The output, JSON.
    pub output: &'static str,
}

/// A public pure function of mercato, by name.
#[derive(Debug, Clone, Copy)]
pub struct Op {
    /// `kernel.function`.
    pub name: &'static str,
    /// One sentence: the question answered.
    pub summary: &'static str,
    /// Where the formula or rule comes from.
    pub source: &'static str,
    /// Inputs and their outputs.
    pub examples: &'static [Example],
    #[doc(hidden)]
    pub call: fn(&[u8], &mut Vec<u8>) -> Result<(), OpError>,
    #[doc(hidden)]
    pub input: fn(&mut SchemaGenerator) -> Schema,
    #[doc(hidden)]
    pub output: fn(&mut SchemaGenerator) -> Schema,
}

impl Op {
    /// The name before the dot: `kpi` of `kpi.ratio`.
    ///
    /// ```
    /// assert_eq!(mercato_ops::find("kpi.ratio")?.kernel(), "kpi");
    /// # Ok::<(), mercato_ops::OpError>(())
    /// ```
    #[must_use]
    pub fn kernel(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(kernel, _)| kernel)
    }

    /// Reads `input` (JSON), runs the function and appends the output (JSON, one line without its end) to `output`.
    ///
    /// ```
    /// let mut output = Vec::new();
    /// mercato_ops::find("kpi.ratio")?.call(br#"{"numerator": "1.50", "denominator": 2}"#, &mut output)?;
    /// assert_eq!(output, br#"{"value":0.75,"reason":null}"#);
    /// # Ok::<(), mercato_ops::OpError>(())
    /// ```
    ///
    /// # Errors
    /// The input's refusal by its type (with the path of the field), or the function's own error; nothing is appended then.
    /// An answer that holds a NaN or an infinity is `overflow`.
    pub fn call(&self, input: &[u8], output: &mut Vec<u8>) -> Result<(), OpError> {
        (self.call)(input, output)
    }

    /// The JSON Schema (draft 2020-12) of the input: what is accepted.
    #[must_use]
    pub fn input_schema(&self) -> Schema {
        document(SchemaSettings::draft2020_12().for_deserialize(), self.input)
    }

    /// The JSON Schema (draft 2020-12) of the output: what is written.
    #[must_use]
    pub fn output_schema(&self) -> Schema {
        document(SchemaSettings::draft2020_12().for_serialize(), self.output)
    }
}

fn document(settings: SchemaSettings, root: fn(&mut SchemaGenerator) -> Schema) -> Schema {
    root(&mut settings.into_generator())
}

/// Bytes in, bytes out, through the types of `function`.
#[doc(hidden)]
pub fn call<I, O, E>(input: &[u8], output: &mut Vec<u8>, function: fn(&I) -> Result<O, E>) -> Result<(), OpError>
where
    I: DeserializeOwned,
    O: Serialize,
    E: Coded,
{
    if !input.trim_ascii_start().starts_with(b"{") {
        return Err(OpError::no_object(input));
    }
    let input: I = strict::read(input).map_err(|_| OpError::unreadable::<I>(input))?;
    let answer = function(&input).map_err(|error| OpError::refused(&error))?;
    let start = output.len();
    answer.serialize(Finite::new(&mut serde_json::Serializer::new(&mut *output))).map_err(|error| {
        output.truncate(start);
        OpError::unwritable(&error)
    })
}

/// The schema of what `function` takes, as a document of its own.
#[doc(hidden)]
pub fn input<I: JsonSchema, O, E>(generator: &mut SchemaGenerator, _: fn(&I) -> Result<O, E>) -> Schema {
    generator.root_schema_for::<I>()
}

/// The schema of what `function` gives, as a document of its own.
#[doc(hidden)]
pub fn output<I, O: JsonSchema, E>(generator: &mut SchemaGenerator, _: fn(&I) -> Result<O, E>) -> Schema {
    generator.root_schema_for::<O>()
}

/// Declares the operations of a kernel: a name, the function, a sentence, a source, examples. The types are the function's.
///
/// A kernel's list is a constant that [`crate::CATALOGUE`] joins with the others.
#[macro_export]
macro_rules! ops {
    ($(#[$doc:meta])* $list:ident: $(
        $name:literal = $function:path;
        summary $summary:literal;
        source $source:literal;
        $(example $input:literal => $output:literal;)+
    )*) => {
        $(#[$doc])*
        pub static $list: &[$crate::Op] = &[$(
            $crate::Op {
                name: $name,
                summary: $summary,
                source: $source,
                examples: &[$($crate::Example { input: $input, output: $output }),+],
                call: |input, output| $crate::catalogue::call(input, output, $function),
                input: |generator| $crate::catalogue::input(generator, $function),
                output: |generator| $crate::catalogue::output(generator, $function),
            }
        ),*];
    };
}
