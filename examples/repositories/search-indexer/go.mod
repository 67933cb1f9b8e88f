module acme.example/search-indexer

go 1.22
