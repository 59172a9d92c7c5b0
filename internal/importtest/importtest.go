// Package importtest holds no code, only the test that keeps imports pointing
// inward: the table of rings from ARCHITECTURE.md, enforced over what 'go list'
// says of every package of the module, tests included.
package importtest
