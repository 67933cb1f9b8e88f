module acme.example/${{ values.name }}

go 1.22
