/** Somebody who can sign in; the catalog has a User of the same name and e-mail. */
export interface ExampleUser {
  name: string;
  displayName: string;
  email: string;
  /** For the login page. */
  role: string;
}

/** The people of the example organisation (see examples/catalog/organisation.yaml). */
export const users: readonly ExampleUser[] = [
  {
    name: 'ana',
    displayName: 'Ana Souza',
    email: 'ana@acme.example',
    role: 'Developer in team Payments',
  },
  {
    name: 'ben',
    displayName: 'Ben Carter',
    email: 'ben@acme.example',
    role: 'Developer in team Storefront',
  },
  {
    name: 'petra',
    displayName: 'Petra Novak',
    email: 'petra@acme.example',
    role: 'Engineer in the Platform team',
  },
  {
    name: 'otto',
    displayName: 'Otto Weiss',
    email: 'otto@acme.example',
    role: 'Auditor, in no team',
  },
];
