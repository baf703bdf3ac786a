mod feeds;

fn main() {}
