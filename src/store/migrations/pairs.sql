-- Which words stand beside each other in the entry, as a set that `store/pairs.rs` makes; none of one that was indexed before.
ALTER TABLE slots ADD COLUMN pairs BLOB;
