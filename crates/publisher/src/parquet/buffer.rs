//! Rows of one file as columns, until there are enough for a group.

use crate::census::{FileCensus, Shape, days};
use crate::decimal::Decimal;
use crate::error::Error;
use crate::package::{Kind, Resource, Rows};
use bytes::Bytes;
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType,
    Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::fs::File;
use std::io::BufWriter;
use std::sync::Arc;

/// How the values of a column are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Storage {
    Text,
    Integer,
    Boolean,
    Date,
    Decimal(Shape),
}

fn storages(resource: &Resource, counted: &FileCensus) -> Vec<Storage> {
    let fields = resource.fields.iter().zip(&counted.columns);
    fields
        .map(|(field, column)| match field.kind {
            Kind::Text => Storage::Text,
            Kind::Integer => Storage::Integer,
            Kind::Boolean => Storage::Boolean,
            Kind::Date => Storage::Date,
            // Wider than any decimal column: better as text than rounded.
            Kind::Number => column.shape(field).map_or(Storage::Text, Storage::Decimal),
        })
        .collect()
}

/// The columns of a file; that of the year is left out where it is part of the path.
pub(super) fn schema(
    resource: &Resource,
    counted: &FileCensus,
    year: Option<usize>,
) -> Type {
    let columns: Vec<Arc<Type>> = storages(resource, counted)
        .into_iter()
        .enumerate()
        .filter(|(index, _)| Some(*index) != year)
        .map(|(index, storage)| Arc::new(column(&resource.fields[index].name, storage)))
        .collect();
    let group = Type::group_type_builder("schema").with_fields(columns).build();
    group.expect("a group of columns with names of their own")
}

fn column(name: &str, storage: Storage) -> Type {
    let physical = match storage {
        Storage::Text => Physical::BYTE_ARRAY,
        Storage::Integer => Physical::INT64,
        Storage::Boolean => Physical::BOOLEAN,
        Storage::Date => Physical::INT32,
        Storage::Decimal(shape) if shape.precision <= 18 => Physical::INT64,
        Storage::Decimal(_) => Physical::FIXED_LEN_BYTE_ARRAY,
    };
    let logical = match storage {
        Storage::Text => Some(LogicalType::String),
        Storage::Date => Some(LogicalType::Date),
        Storage::Decimal(shape) => {
            Some(LogicalType::decimal(shape.scale as i32, shape.precision as i32))
        }
        Storage::Integer | Storage::Boolean => None,
    };
    let mut builder = Type::primitive_type_builder(name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    if let Storage::Decimal(shape) = storage {
        builder =
            builder.with_precision(shape.precision as i32).with_scale(shape.scale as i32);
        if shape.precision > 18 {
            builder = builder.with_length(16);
        }
    }
    builder.build().expect("a column of a known kind")
}

/// Rows as columns.
pub(super) struct Buffer<'a> {
    resource: &'a Resource,
    columns: Vec<(usize, Values)>,
    rows: usize,
    bytes: usize,
}

struct Values {
    /// 1 where there is a value, 0 where there is none.
    levels: Vec<i16>,
    data: Data,
}

enum Data {
    /// All texts in one piece, and where each ends.
    Text(Vec<u8>, Vec<usize>),
    Integer(Vec<i64>),
    Boolean(Vec<bool>),
    Date(Vec<i32>),
    Decimal(Shape, Vec<i64>),
    Wide(Shape, Vec<i128>),
}

impl Data {
    fn new(storage: Storage) -> Data {
        match storage {
            Storage::Text => Data::Text(Vec::new(), Vec::new()),
            Storage::Integer => Data::Integer(Vec::new()),
            Storage::Boolean => Data::Boolean(Vec::new()),
            Storage::Date => Data::Date(Vec::new()),
            Storage::Decimal(shape) if shape.precision <= 18 => {
                Data::Decimal(shape, Vec::new())
            }
            Storage::Decimal(shape) => Data::Wide(shape, Vec::new()),
        }
    }

    /// Keeps a value; none where it is not what the column holds.
    fn push(&mut self, text: &str) -> Option<()> {
        match self {
            Data::Text(bytes, ends) => {
                bytes.extend_from_slice(text.as_bytes());
                ends.push(bytes.len());
            }
            Data::Integer(values) => values.push(text.parse().ok()?),
            Data::Boolean(values) => values.push(text == "true"),
            Data::Date(values) => values.push(days(text)?),
            Data::Decimal(shape, values) => {
                values.push(Decimal::parse(text)?.at(shape.scale)?.try_into().ok()?);
            }
            Data::Wide(shape, values) => {
                values.push(Decimal::parse(text)?.at(shape.scale)?)
            }
        }
        Some(())
    }
}

impl<'a> Buffer<'a> {
    pub(super) fn new(
        resource: &'a Resource,
        counted: &FileCensus,
        year: Option<usize>,
    ) -> Buffer<'a> {
        let columns = storages(resource, counted)
            .into_iter()
            .enumerate()
            .filter(|(index, _)| Some(*index) != year)
            .map(|(index, storage)| {
                (index, Values { levels: Vec::new(), data: Data::new(storage) })
            })
            .collect();
        Buffer { resource, columns, rows: 0, bytes: 0 }
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// About what it takes in memory.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn push(&mut self, rows: &Rows<'_>) -> Result<(), Error> {
        for (index, values) in &mut self.columns {
            let cell = rows.cell(*index);
            self.bytes += 2;
            if cell.is_empty() {
                values.levels.push(0);
                continue;
            }
            values.levels.push(1);
            values.data.push(&cell).ok_or_else(|| rows.wrong(*index))?;
            self.bytes += 8 + cell.len();
        }
        self.rows += 1;
        Ok(())
    }

    /// Writes all rows as one group and forgets them.
    pub(super) fn write(
        &mut self,
        writer: &mut SerializedFileWriter<BufWriter<File>>,
    ) -> Result<(), ParquetError> {
        let mut group = writer.next_row_group()?;
        let mut columns = self.columns.iter_mut();
        while let Some(mut out) = group.next_column()? {
            let Some((index, values)) = columns.next() else { break };
            let name = &self.resource.fields[*index].name;
            let levels = Some(values.levels.as_slice());
            match &mut values.data {
                Data::Text(bytes, ends) => {
                    let bytes = Bytes::from(std::mem::take(bytes));
                    let mut start = 0;
                    let texts: Vec<ByteArray> = std::mem::take(ends)
                        .into_iter()
                        .map(|end| {
                            let text = bytes.slice(start..end);
                            start = end;
                            text.into()
                        })
                        .collect();
                    out.typed::<ByteArrayType>().write_batch(&texts, levels, None)?;
                }
                Data::Integer(numbers) | Data::Decimal(_, numbers) => {
                    out.typed::<Int64Type>().write_batch(numbers, levels, None)?;
                    numbers.clear();
                }
                Data::Boolean(truths) => {
                    out.typed::<BoolType>().write_batch(truths, levels, None)?;
                    truths.clear();
                }
                Data::Date(dates) => {
                    out.typed::<Int32Type>().write_batch(dates, levels, None)?;
                    dates.clear();
                }
                Data::Wide(_, numbers) => {
                    let fixed: Vec<FixedLenByteArray> = numbers
                        .iter()
                        .map(|number| number.to_be_bytes().to_vec().into())
                        .collect();
                    out.typed::<FixedLenByteArrayType>()
                        .write_batch(&fixed, levels, None)?;
                    numbers.clear();
                }
            }
            out.close().map_err(|e| ParquetError::General(format!("{name}: {e}")))?;
            values.levels.clear();
        }
        group.close()?;
        self.rows = 0;
        self.bytes = 0;
        Ok(())
    }
}
